"""Many filters over one image: to the last bit what `cv2.filter2D` answers with each of them.

For kernels of this size OpenCV multiplies spectra, tile by tile and in double precision, and begins anew with
every kernel. Here the spectra of the kernels are kept, and a tile's is found once for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic.fields import Field

Spectrum = npt.NDArray[np.float64]

_BLOCK_SCALE = 4.5
_LEAST_BLOCK = 256
"""How OpenCV cuts tiles (imgproc/src/templmatch.cpp, crossCorr): other tiles would round elsewhere."""


@dataclass(frozen=True, slots=True)
class _Tiles:
    """Along one axis. block: pixels of a whole tile; transform: length of its transform."""

    block: int
    transform: int

    @classmethod
    def along(cls, pixels: int, taps: int) -> "_Tiles":
        block = min(max(round(taps * _BLOCK_SCALE), _LEAST_BLOCK - taps + 1), pixels)
        transform = cv2.getOptimalDFTSize(block + taps - 1)
        return cls(min(transform - taps + 1, pixels), transform)


class Filters:
    """Kernels (taps, taps) float32, taps odd and the same for all, for images of one shape (H, W)."""

    def __init__(self, kernels: Sequence[Field], shape: tuple[int, int]) -> None:
        self._taps = kernels[0].shape[0]
        self._shape = shape
        self._down, self._across = (_Tiles.along(pixels, self._taps) for pixels in shape)
        self._spectra = [self._spectrum(kernel) for kernel in kernels]

    def responses(self, image: Field) -> Iterator[Field]:
        """The image (H, W) float32, mirrored at its edges (BORDER_REFLECT), under each kernel: (H, W)."""
        reach = self._taps // 2
        wide = cv2.copyMakeBorder(image.astype(np.float64), reach, reach, reach, reach, cv2.BORDER_REFLECT)
        tiles = [(tile, self._spectrum(wide[self._seen(tile)])) for tile in self._tiles()]
        product: Spectrum = np.empty((self._down.transform, self._across.transform))
        for kernel in self._spectra:
            out = np.empty(self._shape, np.float32)
            for tile, spectrum in tiles:
                rows, columns = (one.stop - one.start for one in tile)
                cv2.mulSpectrums(spectrum, kernel, 0, product, conjB=True)
                cv2.dft(product, product, cv2.DFT_INVERSE | cv2.DFT_SCALE, rows)
                out[tile] = product[:rows, :columns]
            yield out

    def _tiles(self) -> list[tuple[slice, slice]]:
        return [
            (
                slice(top, min(top + self._down.block, height)),
                slice(left, min(left + self._across.block, width)),
            )
            for height, width in [self._shape]
            for top in range(0, height, self._down.block)
            for left in range(0, width, self._across.block)
        ]

    def _seen(self, tile: tuple[slice, slice]) -> tuple[slice, slice]:
        """What the kernels see from a tile, in the image that is wider by their reach."""
        rows, columns = (slice(one.start, one.stop + self._taps - 1) for one in tile)
        return rows, columns

    def _spectrum(self, part: npt.NDArray[Any]) -> Spectrum:
        height, width = part.shape
        filled: Spectrum = np.zeros((self._down.transform, self._across.transform))
        filled[:height, :width] = part
        return np.asarray(cv2.dft(filled, None, 0, height), np.float64)
