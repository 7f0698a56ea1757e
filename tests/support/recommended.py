"""The recommended face models, installed from the measuring data into a folder of the tests' own."""

from pathlib import Path

import pytest

from models.fetching import Folder
from models.install import bundle, install

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "models"


def installed_recommended(folder: Path) -> Path:
    """Install them in `folder`, which UMBRAL_MODELS must name; skips the test where the data are absent."""
    if not (PUBLISHED / "yunet_n_dynamic.onnx").is_file():
        pytest.skip(f"{PUBLISHED} is not there")
    install(bundle("recommended"), Folder(PUBLISHED), lambda _: None, lambda _: None)
    return folder
