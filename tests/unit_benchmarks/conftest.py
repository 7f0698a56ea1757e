"""A set of the contract's shape, small enough to be extracted in a test."""

from pathlib import Path

import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import NORMAL, person
from matcher.images import encode_png

FINGERS = ((3, 2), (3, 7), (4, 2), (4, 7))


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four fingers, two impressions each, and a blank image as a third impression of the first."""
    folder = tmp_path_factory.mktemp("sets") / "synthetic"
    _write(folder, impressions=2)
    (folder / "1_3.png").write_bytes(encode_png(np.full((300, 300), 255, np.uint8), 500))
    return folder


@pytest.fixture(scope="session")
def four_times(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same fingers, four impressions each."""
    folder = tmp_path_factory.mktemp("sets") / "four_times"
    _write(folder, impressions=4)
    return folder


def _write(folder: Path, impressions: int) -> None:
    folder.mkdir()
    (folder / "dpi.txt").write_text("500", encoding="ascii")
    for number, (seed, position) in enumerate(FINGERS, 1):
        finger = person(seed).finger(position)
        for impression in range(1, impressions + 1):
            (folder / f"{number}_{impression}.png").write_bytes(finger.impression(impression, NORMAL).png())
