"""Load a kernel built with sanitizers from the path given; build cylinders, screen and scan codes with it."""

import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader
from itertools import pairwise

import numpy as np

from matcher.fingerprint.building import place_of
from matcher.fingerprint.cylinders import cylinders
from matcher.kernels import building, scan_twin, screen_twin
from matcher.kernels.scan import CodeBlocks
from matcher.kernels.screen import PackedCodes
from tests.support.random_fingers import scattered


def main(library: str) -> None:
    """Print "equal", or fail."""
    loader = ExtensionFileLoader("_compare", library)
    spec = spec_from_loader("_compare", loader)
    assert spec is not None
    kernel = module_from_spec(spec)
    loader.exec_module(kernel)
    vars(building)["_compare"] = kernel  # the very doors that the product uses
    from matcher.fingerprint.building import build_many  # noqa: PLC0415 - after its kernel was put in

    rng = np.random.default_rng(6)
    fingers = [scattered(rng, count) for count in (0, 1, 2, 7, 40, 90, 255)]
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in fingers])]).astype(np.int64)
    built = build_many(np.concatenate([place_of(each) for each in fingers]), offsets)
    for finger, (start, end) in zip(fingers, pairwise(built.packed.offsets.tolist()), strict=True):
        assert np.array_equal(built.packed.cylinders.bits[start:end], cylinders(finger).bits)
    for count in (0, 1, 5, 17, 33):
        codes = rng.integers(0, 256, (count, 16, 16), dtype=np.uint8)
        used = rng.integers(0, 17, count, dtype=np.uint8)
        cost = rng.integers(0, 20, (255, 32, 16), dtype=np.uint8)
        reach = rng.integers(0, 256, 255, dtype=np.uint8)
        packed, expected = PackedCodes.of(codes, used), screen_twin.screen(cost, reach, codes, used)
        for name in kernel.screen_supported():
            scores = np.empty(len(packed.used), np.uint16)
            kernel.screen_many(packed.blocks, packed.used, cost, reach, scores, name)
            assert np.array_equal(scores[:count], expected)
    for octets, wanted in ((1, 0), (2, 1), (16, 40), (17, 4000)):
        codes = rng.integers(0, 256, (3000, octets), dtype=np.uint8)
        cost = rng.integers(0, 30, (2 * octets, 16), dtype=np.uint8)
        parts = [CodeBlocks.of(each) for each in np.split(codes, [1, 65, 65, 1089, 2176])]
        counts = np.array([len(part) for part in parts], np.int64)
        for name in kernel.scan_supported():
            rows = np.empty(wanted, np.int64)
            found = kernel.scan_many(tuple(part.blocks for part in parts), counts, cost, rows, name)
            assert np.array_equal(rows[:found], scan_twin.nearest(cost, codes, wanted))
    sys.stdout.write("equal\n")


if __name__ == "__main__":
    main(sys.argv[1])
