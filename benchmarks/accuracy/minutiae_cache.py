"""Minutiae kept between runs of a benchmark: extraction takes far longer than all that comes after it."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import UmbralError
from matcher.fingerprint import template
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR


class CachedExtractor:
    """Extraction that remembers its answers as stored templates in a folder, by the image's content.

    The folder serves one version of the network; a later change of what surrounds it wants an empty one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / EXTRACTOR
        self._folder.mkdir(parents=True, exist_ok=True)
        self._extractor: MinutiaeExtractor | None = None

    def extract(self, grey: NDArray[np.uint8], dpi: float) -> Minutiae | None:
        """The print's minutiae through their stored form; None where there is no print to be found."""
        key = hashlib.sha256(f"{grey.shape} {dpi:g}".encode() + grey.tobytes()).hexdigest()
        path = self._folder / key
        if not path.is_file():
            path.write_bytes(self._record(grey, dpi))
        record = path.read_bytes()
        return template.decode(record) if record else None

    def _record(self, grey: NDArray[np.uint8], dpi: float) -> bytes:
        if self._extractor is None:
            self._extractor = MinutiaeExtractor()
        try:
            return template.encode(self._extractor.extract(grey, dpi))
        except UmbralError:
            return b""
