"""Before a kernel is used its answer to one small fixed question is held against its NumPy twin's.

Compilers have bugs, and emulated or overclocked processors count wrongly: a kernel that is wrong here would
let people pass in each other's names without a word. What disagrees is not used, and `distrusted` says so.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.cylinder_set import CYLINDER_WORDS, SECTION_WORDS, CylinderSet, Packed

NUMPY: Final = "numpy"
_CYLINDERS: Final = 14
_distrusted: dict[str, tuple[str, ...]] = {}
_log = logging.getLogger(__name__)

Answer = Callable[[str], NDArray[Any]]


def first_trusted(work: str, names: Sequence[str], answer: Answer, tolerance: float = 0.0) -> str:
    """The first of `names` whose answer is the twin's; "numpy", the twin, ends them and is always trusted.

    work: what they do, for the log. tolerance: largest difference of a float result.
    """
    expected = answer(NUMPY)
    wrong = []
    for name in names:
        if name == NUMPY or _same(answer(name), expected, tolerance):
            break
        wrong.append(name)
        _log.critical("the %s kernel %s is wrong on this machine and is not used", name, work)
    _distrusted[work] = tuple(wrong)
    return name


def distrusted() -> Mapping[str, tuple[str, ...]]:
    """By work, the kernels that were found wrong here; work that was not done yet is not among them."""
    return MappingProxyType({work: names for work, names in _distrusted.items() if names})


def _same(found: NDArray[Any], expected: NDArray[Any], tolerance: float) -> bool:
    if tolerance == 0.0:
        return np.array_equal(found, expected)
    return found.shape == expected.shape and np.allclose(found, expected, rtol=0.0, atol=tolerance)


def two_impressions() -> tuple[CylinderSet, Packed]:
    """A probe, and a gallery of a mated finger, another one and an empty one: every stage has work."""
    draw = np.random.default_rng(1)
    first, other = _finger(draw), _finger(draw)
    shape = len(first), CYLINDER_WORDS
    flipped = np.bitwise_xor(first.bits, _words(draw, shape) & _words(draw, shape) & _words(draw, shape))
    mated = CylinderSet(
        place=(first.place + draw.normal(0, (2, 2, 0.05), (len(first), 3))).astype(np.float32),
        bits=np.bitwise_and(flipped, np.tile(first.known, (1, CYLINDER_WORDS // SECTION_WORDS))),
        known=first.known,
    )
    return first, Packed.of([mated, other, _finger(draw, 0)])


def _finger(draw: np.random.Generator, count: int = _CYLINDERS) -> CylinderSet:
    shape = count, SECTION_WORDS
    known = _words(draw, shape) | _words(draw, shape) | _words(draw, shape)
    bits = _words(draw, (count, CYLINDER_WORDS))
    return CylinderSet(
        place=draw.uniform((20, 20, 0), (280, 380, 6.2), (count, 3)).astype(np.float32),
        bits=bits & np.tile(known, (1, CYLINDER_WORDS // SECTION_WORDS)),
        known=known,
    )


def _words(draw: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.uint64]:
    return draw.integers(0, 1 << 64, shape, np.uint64)
