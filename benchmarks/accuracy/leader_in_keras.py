"""Runs the published LEADER in its own library, as the oracle for the converted graph.

Development only, in an environment of its own (keras, torch, pyfing), started by model_equality.py:

    KERAS_BACKEND=torch python leader_in_keras.py IMAGES.npz ANSWERS.npz

IMAGES holds thresholds float64 (T,) and, for each i, image_i uint8 (h, w) as captured. ANSWERS holds versions
(JSON text) and, for each i and the threshold of index t, minutiae_t_i float64 (n, 5): x, y, direction, 1 for
an ending, quality, as pyfing's own decoder finds them on image_i.
"""

import json
import sys
from importlib.metadata import version
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found] # in the peers' Python
from pyfing.minutiae_end_to_end import Leader, LeaderParameters  # type: ignore[import-untyped] # has no types


def main(images: str, answers: str) -> None:
    """Read the images, write pyfing's minutiae."""
    given = np.load(images)
    network = Leader()
    found: dict[str, Any] = {}
    for i in range(sum(name.startswith("image_") for name in given)):
        with torch.no_grad():
            for t, threshold in enumerate(given["thresholds"]):
                network.parameters = LeaderParameters(minutia_quality_threshold=float(threshold))
                found[f"minutiae_{t}_{i}"] = _rows(network.run(given[f"image_{i}"]))
    versions = {name: version(name) for name in ("keras", "torch", "pyfing", "numpy")}
    np.savez(answers, versions=json.dumps(versions), **found)


def _rows(minutiae: Any) -> np.ndarray:
    rows = [(x, y, angle, kind == "E", quality) for x, y, angle, kind, quality in minutiae]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


if __name__ == "__main__":
    main(*sys.argv[1:])
