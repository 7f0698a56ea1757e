"""Load a kernel built with sanitizers from the path given and compare it with its twin."""

import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader

import numpy as np

from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.searchable import pack, prepare
from matcher.kernels.twin import match
from tests.support.random_fingers import another_impression, scattered


def main(library: str) -> None:
    """Print "equal", or fail."""
    loader = ExtensionFileLoader("_compare", library)
    spec = spec_from_loader("_compare", loader)
    assert spec is not None
    kernel = module_from_spec(spec)
    loader.exec_module(kernel)
    rng = np.random.default_rng(6)
    first = [scattered(rng, count) for count in (0, 1, 7, 40, 90, 255)]
    fingers = [prepare(m) for finger in first for m in (finger, another_impression(rng, finger))]
    gallery = pack(fingers)
    everyone = (gallery.cylinders.place, gallery.cylinders.bits, gallery.cylinders.known)
    for probe in fingers:
        mine = (probe.cylinders.place, probe.cylinders.bits, probe.cylinders.known)
        expected = [match(probe.cylinders, other.cylinders, MATCHING).score for other in fingers]
        for name in kernel.supported():
            scores = np.empty(len(fingers), np.float32)
            kernel.match_many(mine, everyone, gallery.offsets, MATCHING.as_array(), scores, name)
            np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-6)
    sys.stdout.write("equal\n")


if __name__ == "__main__":
    main(sys.argv[1])
