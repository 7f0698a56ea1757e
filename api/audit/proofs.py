"""Builds the proofs that `verify.py` checks, from the hashes of the log's whole subtrees.

`nodes(level, index)` is the hash over the leaves from index * 2**level on, 2**level of them, all of which are
in the log: each is written once, when its last leaf comes, and never changes (RFC 9162, section 2.1).
"""

from collections.abc import Callable

from api.audit.verify import EMPTY, bagged

Nodes = Callable[[int, int], bytes]


def root(nodes: Nodes, size: int) -> bytes:
    """The root over the first `size` leaves."""
    return _over(nodes, 0, size) if size else EMPTY


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """That leaf `index` is among the first `size` (section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a log of {size}")
    return _path(nodes, index, 0, size)


def consistency(nodes: Nodes, older: int, newer: int) -> list[bytes]:
    """That the first `older` leaves begin the first `newer` (section 2.1.4.1)."""
    if not 0 <= older <= newer:
        raise ValueError(f"a log of {older} leaves is not older than one of {newer}")
    return [] if older in (0, newer) else _subproof(nodes, older, 0, newer, whole=True)


def _over(nodes: Nodes, first: int, size: int) -> bytes:
    """The hash over `size` leaves from `first` on, which begins a subtree at least that large."""
    peaks = []
    while size:
        level = size.bit_length() - 1
        peaks.append(nodes(level, first >> level))
        first, size = first + (1 << level), size - (1 << level)
    return bagged(peaks)


def _path(nodes: Nodes, index: int, first: int, size: int) -> list[bytes]:
    if size == 1:
        return []
    half = _half(size)
    if index < half:
        return [*_path(nodes, index, first, half), _over(nodes, first + half, size - half)]
    return [*_path(nodes, index - half, first + half, size - half), _over(nodes, first, half)]


def _subproof(nodes: Nodes, older: int, first: int, size: int, *, whole: bool) -> list[bytes]:
    if older == size:
        return [] if whole else [_over(nodes, first, size)]
    half = _half(size)
    if older <= half:
        return [
            *_subproof(nodes, older, first, half, whole=whole),
            _over(nodes, first + half, size - half),
        ]
    return [
        *_subproof(nodes, older - half, first + half, size - half, whole=False),
        _over(nodes, first, half),
    ]


def _half(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)
