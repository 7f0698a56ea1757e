"""A public-domain portrait as a file: astronaut Eileen Collins, from the scikit-image wheel (NASA)."""

import io

import skimage.data
from PIL import Image


def portrait_jpeg(quality: int = 90) -> bytes:
    """Her face and shoulders as JPEG."""
    astronaut = skimage.data.astronaut()  # type: ignore[no-untyped-call] # has no types
    file = io.BytesIO()
    Image.fromarray(astronaut[:300, 80:360]).save(file, "JPEG", quality=quality)
    return file.getvalue()
