"""Inside the sandbox: encoded bytes -> one picture, through exactly the decoder that the signature names.

Pillow's own format detection is not used, so none of its forty other decoders can be reached. Colour
profiles are ignored: prints have none, and faces are matched well without.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from wsq.WsqImagePlugin import WsqImageFile

from matcher.decoding.formats import recognise
from matcher.decoding.jpeg2000 import has_all_tiles
from matcher.decoding.parameters import HIGHEST_DPI, PIXELS, SIDE, STRIP_BYTES
from matcher.decoding.png import has_all_rows

Image.MAX_IMAGE_PIXELS = PIXELS
# Of so many bytes Pillow makes its parts: a strip is then one, and is not put together from sixteen.
ImageFile.MAXBLOCK = STRIP_BYTES
# Where Pillow itself finds a picture too big (a TIFF strip, a crop), that is an error here, no warning.
warnings.simplefilter("ignore")
warnings.simplefilter("error", Image.DecompressionBombWarning)

_DECODERS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "JPEG2000": Jpeg2KImageFile,
    "TIFF": TiffImageFile,
    "BMP": BmpImageFile,
    "WSQ": WsqImageFile,
}

# Where Pillow does not mind that a part is missing.
_IS_WHOLE: dict[str, Callable[[bytes], bool]] = {"PNG": has_all_rows, "JPEG2000": has_all_tiles}

# EXIF 2.32 table 6: how the stored rows must be turned to be seen upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_GREY = ("1", "L", "LA", "La", "I;16", "I;16L", "I;16B", "I;16N")
_COLOUR = ("P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr")


class PictureTooBig(Exception):
    """The header states width x height pixels, more than are decoded."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.width, self.height = width, height


class SamplesUnsupported(Exception):
    """Samples whose range is not known (32-bit integers, floats) or that need a profile (Lab)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was decoded. strips: rows from the top, uint8, channels (1 or 3) interleaved."""

    width: int
    height: int
    channels: int
    dpi: float | None
    strips: Iterator[bytes]


def decode(data: bytes) -> Picture:
    """The first picture in data, upright.

    Raises PictureTooBig before anything is decompressed, SamplesUnsupported, MemoryError, and
    whatever Pillow raises for damaged data.
    """
    name = recognise(data)
    if name is None:
        raise ValueError("no known signature")
    picture: Image.Image = _DECODERS[name](io.BytesIO(data))
    _check_size(picture)
    if picture.mode not in _GREY + _COLOUR:
        raise SamplesUnsupported
    picture.load()
    if name in _IS_WHOLE and not _IS_WHOLE[name](data):
        raise ValueError("rows or tiles are missing")
    dpi = _wsq_dpi(data) if name == "WSQ" else _dpi(picture.info.get("dpi"))
    picture = _upright(picture)
    channels = 1 if picture.mode in _GREY else 3
    return Picture(picture.width, picture.height, channels, dpi, _strips(picture))


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > PIXELS or max(width, height) > SIDE:
        raise PictureTooBig(width, height)


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF orientation says; damaged EXIF says nothing. Pillow has turned TIFF already."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # whatever hostile EXIF makes Pillow's parser raise
        return picture
    method = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture if method is None else picture.transpose(method)


def _dpi(stated: object) -> float | None:
    """One figure for both directions, or None: absent, impossible, unequal, or Pillow's filler 72 and 1."""
    if not isinstance(stated, tuple) or len(stated) != 2:
        return None
    try:
        across, down = float(stated[0]), float(stated[1])
    except (TypeError, ValueError, ArithmeticError):
        return None
    if not (1 < across < HIGHEST_DPI and 1 < down < HIGHEST_DPI):  # NaN fails too
        return None
    if abs(across - down) > 0.01 * max(across, down) or round(across) == 72:
        return None
    return (across + down) / 2


def _wsq_dpi(data: bytes) -> float | None:
    """From the NIST_COM comment that NBIS writes as the first segment ("PPI 500"); -1 means unknown."""
    stated = re.search(rb"NIST_COM \d.{0,4000}?\nPPI (\d{1,5})\n", data[:5000], re.DOTALL)
    return _dpi((int(stated[1]),) * 2) if stated else None


def _strips(picture: Image.Image) -> Iterator[bytes]:
    """Rows from the top, converted strip by strip so that no second whole picture is ever held."""
    width, height = picture.size
    rows = max(1, STRIP_BYTES // (width * 3))
    for top in range(0, height, rows):
        whole = rows >= height
        yield _samples(picture if whole else picture.crop((0, top, width, min(top + rows, height))))


def _samples(strip: Image.Image) -> bytes:
    """uint8 grey or interleaved RGB; transparency shows white."""
    if strip.mode.startswith("I;16"):
        # Pillow's own conversion clips at 255. The high byte is exact for x * 257, how 8 bits become 16.
        big_endian = strip.mode == "I;16B"
        return strip.tobytes()[0 if big_endian else 1 :: 2]
    solid = "L" if strip.mode in _GREY else "RGB"
    if strip.has_transparency_data:
        layered = strip.convert("LA" if solid == "L" else "RGBA")
        paper = Image.new(solid, strip.size, "white")
        paper.paste(layered.convert(solid), mask=layered.getchannel("A"))
        return paper.tobytes()
    return (strip if strip.mode == solid else strip.convert(solid)).tobytes()
