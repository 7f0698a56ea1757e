"""The scan: every instruction set finds NumPy's rows, whatever the lengths, parts, ties and addresses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.kernels import scan_twin
from matcher.kernels.dispatch import NUMPY
from matcher.kernels.scan import CodeBlocks, CodeParts, scan_instruction_sets, scan_many

IN_C = [name for name in scan_instruction_sets() if name != NUMPY]


def parts_of(codes: NDArray[np.uint8], *bounds: int, moved_by: int = 0) -> CodeParts:
    return CodeParts.of([moved(CodeBlocks.of(part), moved_by) for part in np.split(codes, bounds)])


def moved(part: CodeBlocks, by: int) -> CodeBlocks:
    """The same at an address that many octets further on, of no alignment."""
    room = np.empty(part.blocks.size + by, np.uint8)
    room[by:] = part.blocks.ravel()
    return CodeBlocks(room[by:].reshape(part.blocks.shape), len(part))


def test_the_twin_is_the_definition() -> None:
    """Three codes of nine octets: sums in groups of eight and one, each at most 255, the low half first."""
    codes = np.zeros((3, 9), np.uint8)
    codes[1, 0], codes[2, 8] = 0x21, 0x03
    cost = np.zeros((18, 16), np.uint8)
    cost[0, 1], cost[1, 2], cost[16, 3] = 200, 100, 7
    assert scan_twin.costs(cost, codes).tolist() == [0, 255, 7]
    cost[:, 0] += 1
    assert scan_twin.costs(cost, codes).tolist() == [18, 255 + 2, 17 + 7]
    assert scan_twin.nearest(cost, codes, 2).tolist() == [0, 2]


@pytest.mark.parametrize("instruction_set", IN_C)
@pytest.mark.parametrize("octets", [1, 7, 8, 9, 16, 32, 33, 1024])
def test_equals_its_twin(instruction_set: str, octets: int) -> None:
    rng = np.random.default_rng(octets)
    codes = rng.integers(0, 256, (3000, octets), np.uint8)
    cost = rng.integers(0, 20, (2 * octets, 16), np.uint8)
    cost[:3] = rng.integers(0, 256, (min(3, 2 * octets), 16), np.uint8)
    parts = parts_of(codes, 64, 65, 65, 1700)
    for wanted in (0, 1, 63, 1000, 2999, 3000, 4000):
        expected = scan_many(parts, cost, wanted, NUMPY)
        assert len(expected) == min(wanted, 3000)
        assert scan_many(parts, cost, wanted, instruction_set).tolist() == expected.tolist()


@given(
    sizes=st.lists(st.integers(0, 200), min_size=1, max_size=6),
    octets=st.integers(1, 20),
    wanted=st.integers(0, 700),
    dearest=st.sampled_from([0, 1, 3, 40, 255]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_whatever_the_lengths_and_addresses(
    sizes: list[int], octets: int, wanted: int, dearest: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 256, (sum(sizes), octets), np.uint8)
    cost = rng.integers(0, dearest, (2 * octets, 16), np.uint8, endpoint=True)
    parts = parts_of(codes, *np.cumsum(sizes)[:-1].tolist(), moved_by=seed % 64)
    expected = scan_twin.nearest(cost, codes, wanted).tolist()
    assert {name: scan_many(parts, cost, wanted, name).tolist() for name in IN_C} == dict.fromkeys(
        IN_C, expected
    )


@pytest.mark.parametrize("instruction_set", IN_C)
def test_of_equal_costs_the_earlier_rows_are_taken(instruction_set: str) -> None:
    """So many rows that the list is settled again and again, all of them alike but the last."""
    codes = np.zeros((20_000, 2), np.uint8)
    codes[-1] = 1
    cost = np.full((4, 16), 5, np.uint8)
    cost[:, 1] = 0
    parts = parts_of(codes, 9000)
    assert scan_many(parts, cost, 50, instruction_set).tolist() == [*range(49), 19_999]


@pytest.mark.parametrize("instruction_set", IN_C)
def test_rising_and_falling_costs(instruction_set: str) -> None:
    """Every row beats all before it, or none does: the bound moves with each block, or never again."""
    values = np.arange(256, dtype=np.uint8).repeat(40)[:, np.newaxis]
    falling = 15 - np.arange(16, dtype=np.uint8)
    cost = np.stack([falling, 16 * falling])  # of an octet of value v: 255 - v
    last = np.arange(256 * 40)[-480:].tolist()
    assert scan_many(parts_of(values, 777), cost, 480, instruction_set).tolist() == last
    assert scan_many(parts_of(values[::-1], 777), cost, 480, instruction_set).tolist() == list(range(480))


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 130])
def test_blocks_keep_the_codes(count: int) -> None:
    codes = np.random.default_rng(count).integers(0, 256, (count, 5), np.uint8)
    made = CodeBlocks.of(codes)
    assert len(made) == count
    assert made.blocks.shape == (-(-count // 64), 5, 64)
    assert np.array_equal(made.codes(), codes)
    assert np.array_equal(CodeParts.of([made, made]).codes(), np.concatenate([codes, codes]))


def test_what_does_not_fit_is_refused() -> None:
    parts = parts_of(np.zeros((100, 4), np.uint8))
    for octets in (0, 1025):
        with pytest.raises(ValueError, match="octets"):
            CodeBlocks.of(np.zeros((3, octets), np.uint8))
    with pytest.raises(ValueError, match="several lengths"):
        CodeParts.of([CodeBlocks.of(np.zeros((3, octets), np.uint8)) for octets in (1, 2)])
    with pytest.raises(ValueError, match="another length"):
        scan_many(parts, np.zeros((10, 16), np.uint8), 3)
    with pytest.raises(ValueError, match="no instruction set"):
        scan_many(parts, np.zeros((8, 16), np.uint8), 3, "mmx")


@pytest.mark.parametrize("rows", [[], [-1], [64], [129], [100, 0]])
def test_the_door_lets_no_wrong_lengths_in(rows: list[int]) -> None:
    """Two blocks hold 65 to 128 rows, and one array is one part."""
    _compare = pytest.importorskip("matcher.kernels._compare", reason="the kernel was not built here")
    blocks, cost = CodeBlocks.of(np.zeros((100, 4), np.uint8)).blocks, np.zeros((8, 16), np.uint8)
    out = np.empty(3, np.int64)
    assert _compare.scan_many((blocks,), np.array([100]), cost, out, "plain") == 3
    with pytest.raises(ValueError, match="do not fit"):
        _compare.scan_many((blocks,), np.array(rows, np.int64), cost, out, "plain")
    for part, table in ((blocks.ravel()[:-1], cost), (blocks, cost[:7]), (blocks, cost[:0])):
        with pytest.raises(ValueError, match="do not fit"):
            _compare.scan_many((part,), np.array([100]), table, out, "plain")
