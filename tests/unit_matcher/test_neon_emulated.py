"""The NEON kernels, cross-compiled and run under qemu: equal to the NumPy twins on the same input.

What counts in integers is equal octet for octet; scores, whose last digits depend on the C library's exp and
atan2, within 1e-6.
"""

import os
import shutil
import struct
import subprocess
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.fingerprint import building
from matcher.fingerprint.building import place_of
from matcher.fingerprint.cylinders import DIRECTIONAL, cylinders
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.searchable import SearchableFinger, pack, prepare
from matcher.kernels import scan_twin, screen_twin, twin
from matcher.kernels.rows import SAME_PRODUCT, weigh, weigh_instruction_sets
from matcher.kernels.scan import CodeBlocks
from matcher.kernels.screen import PackedCodes
from matcher.kernels.selfcheck import NUMPY
from tests.support.random_fingers import another_impression, scattered

ROOT = Path(__file__).parents[2]
KERNELS = ROOT / "matcher" / "kernels"
COMPILER, EMULATOR = "aarch64-linux-gnu-gcc", ("qemu-aarch64-static", "qemu-aarch64")
FLAGS = ("-std=c11", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math")
"""As pyproject.toml builds the extension."""

SCANNED_PARTS, SCANNED_FOR = (65, 65, 1153, 3000), 70
"""Where the rows of a scan are parted, and how many are asked for."""

Results = dict[str, bytes]


@pytest.fixture(scope="module")
def emulator() -> str:
    """What runs ARM programs; without it nothing here can run, which CI must not take for a pass."""
    found = next(filter(None, map(shutil.which, EMULATOR)), None)
    if found is None or shutil.which(COMPILER) is None:
        reason = "no compiler or emulator for ARM (apt-get install gcc-aarch64-linux-gnu qemu-user-static)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def minutiae() -> list[Minutiae]:
    rng = np.random.default_rng(7)
    first = [scattered(rng, int(count)) for count in (40, 25, 0, 1, 2, 255, *rng.integers(3, 90, 6))]
    return [made for finger in first for made in (finger, another_impression(rng, finger))]


@pytest.fixture(scope="module")
def fingers(minutiae: list[Minutiae]) -> list[SearchableFinger]:
    return [prepare(each) for each in minutiae]


@pytest.fixture(scope="module")
def screened() -> tuple[NDArray[np.uint8], ...]:
    """cost, reach, codes, used: whatever octets can hold, saturating sums among them."""
    rng = np.random.default_rng(8)
    cost = rng.integers(0, 24, (97, 32, 16), dtype=np.uint8)
    cost[::5] = rng.integers(0, 256, cost[::5].shape, dtype=np.uint8)
    reach = rng.integers(0, 256, 97, dtype=np.uint8)
    codes = rng.integers(0, 256, (700, 16, 16), dtype=np.uint8)
    return cost, reach, codes, rng.integers(0, 17, 700, dtype=np.uint8)


@pytest.fixture(scope="module")
def on_arm(
    emulator: str,
    minutiae: list[Minutiae],
    fingers: list[SearchableFinger],
    screened: tuple[NDArray[np.uint8], ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Results:
    """What the kernels answer on an (emulated) ARM processor, by name."""
    program = tmp_path_factory.mktemp("arm") / "kernels"
    sources = [str(path) for path in sorted(KERNELS.glob("*.c")) if "module" not in path.stem]
    driver = str(ROOT / "tests" / "support" / "kernels_without_python.c")
    warnings = ("-Wall", "-Wextra", "-Werror")
    command = [COMPILER, *FLAGS, *warnings, "-static", f"-I{KERNELS}", driver, *sources, "-lm"]
    subprocess.run([*command, "-o", str(program)], check=True)
    gallery = pack(fingers)
    cost, reach, codes, used = screened
    packed = PackedCodes.of(codes, used)
    parts = [CodeBlocks.of(each) for each in np.split(scanned()[1], SCANNED_PARTS)]
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in minutiae])]).astype(np.int64)
    arrays = (
        gallery.cylinders.place,
        gallery.cylinders.bits,
        gallery.cylinders.known,
        gallery.offsets,
        MATCHING.as_array(),
        packed.blocks,
        packed.used,
        cost,
        reach,
        np.concatenate([part.blocks for part in parts]),
        np.array([*map(len, parts), SCANNED_FOR], np.int64),
        scanned()[0],
        *weighed(),
        np.concatenate([place_of(each) for each in minutiae]),
        offsets,
        np.array(astuple(building._GEOMETRY), np.float64),
        DIRECTIONAL,
    )
    given = b"".join(struct.pack("<q", each.nbytes) + each.tobytes() for each in arrays)
    done = subprocess.run([emulator, str(program)], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return dict(_results(done.stdout))


def scanned() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """cost, codes: sums that saturate and equal costs among them."""
    rng = np.random.default_rng(9)
    return rng.integers(0, 30, (34, 16), dtype=np.uint8), rng.integers(0, 256, (5000, 17), dtype=np.uint8)


def weighed() -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """rows, of each part how many, every third of them, a vector; of a length that fills no register."""
    rng = np.random.default_rng(10)
    rows = (rng.normal(size=(701, 77)) / 77**0.5).astype(np.float32)
    return rows[:700], np.array([64, 0, 500, 136]), np.arange(0, 700, 3), rows[700]


def _results(data: bytes) -> list[tuple[str, bytes]]:
    results = []
    while data:
        name, length = struct.unpack_from("<16sq", data)
        results.append((name.rstrip(b"\0").decode(), data[24 : 24 + length]))
        data = data[24 + length :]
    return results


def test_neon_was_chosen(on_arm: Results) -> None:
    assert [name for name in on_arm if name.startswith("scores")] == ["scores neon", "scores plain"]
    assert [name for name in on_arm if name.startswith("screen")] == ["screen neon", "screen plain"]
    assert [name for name in on_arm if name.startswith("scan")] == ["scan neon", "scan plain"]


@pytest.mark.parametrize("instruction_set", ["neon", "plain"])
def test_counts_are_the_same_octets(
    on_arm: Results, fingers: list[SearchableFinger], instruction_set: str
) -> None:
    everyone = pack(fingers).cylinders
    expected = []
    for probe in range(sum(len(each.cylinders) for each in fingers[:2])):
        known = everyone.known[probe] & everyone.known
        six = np.tile(known, 6)
        ours, theirs = everyone.bits[probe] & six, everyone.bits & six
        layers = (known, ours, theirs, ours ^ theirs)
        expected.append(np.stack([np.bitwise_count(layer).sum(axis=1) for layer in layers], axis=1))
    assert len(expected) > 50
    assert on_arm[f"counts {instruction_set}"] == np.array(expected, np.int32).tobytes()


@pytest.mark.parametrize("instruction_set", ["neon", "plain"])
def test_scores_are_the_twins(on_arm: Results, fingers: list[SearchableFinger], instruction_set: str) -> None:
    flat = np.frombuffer(on_arm[f"scores {instruction_set}"], np.float32)
    sets = [each.cylinders for each in fingers]
    expected = [[twin.match(probe, other, MATCHING).score for other in sets] for probe in sets]
    scores = flat.reshape(len(sets), len(sets))
    np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-6)
    assert on_arm["scores neon"] == on_arm["scores plain"]
    assert (np.array(expected) > 0.3).sum() > len(fingers), "no mated pair among them"


@pytest.mark.parametrize("instruction_set", ["neon", "plain"])
def test_the_screen_is_the_same_octets(
    on_arm: Results, screened: tuple[NDArray[np.uint8], ...], instruction_set: str
) -> None:
    expected = screen_twin.screen(*screened)
    assert expected.any()
    assert on_arm[f"screen {instruction_set}"] == expected.tobytes()


@pytest.mark.parametrize("instruction_set", ["neon", "plain"])
def test_the_scan_finds_the_same_rows(on_arm: Results, instruction_set: str) -> None:
    expected = scan_twin.nearest(*scanned(), SCANNED_FOR)
    assert len(expected) == SCANNED_FOR
    assert on_arm[f"scan {instruction_set}"] == expected.tobytes()


def test_rows_are_weighed_the_same_to_the_bit(on_arm: Results) -> None:
    rows, counts, chosen, vector = weighed()
    parts = np.split(rows, np.cumsum(counts)[:-1].tolist())
    products = np.frombuffer(on_arm["rows plain"], np.float32)
    np.testing.assert_allclose(products, weigh(parts, chosen, vector, NUMPY), rtol=0, atol=SAME_PRODUCT)
    for name in set(weigh_instruction_sets()) - {NUMPY}:
        assert weigh(parts, chosen, vector, name).tobytes() == on_arm["rows plain"]


def test_cylinders_are_the_same_octets(on_arm: Results, minutiae: list[Minutiae]) -> None:
    expected = [cylinders(each) for each in minutiae]
    made = np.array([len(each.minutia) for each in expected], np.int64)
    assert made.sum() > 500
    assert on_arm["made"] == made.tobytes()
    assert on_arm["minutia"] == np.concatenate([each.minutia for each in expected]).astype(np.int64).tobytes()
    assert on_arm["known"] == np.concatenate([each.known for each in expected]).tobytes()
    assert on_arm["bits"] == np.concatenate([each.bits for each in expected]).tobytes()
