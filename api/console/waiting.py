"""What the demo laid out for the page to try: read-only, and only what its own list names."""

from pathlib import Path

from pydantic import ValidationError

from api.contract.waiting import FOLDER, LIST, Waiting

LIST_LIMIT = 64 * 1024
IMAGE_LIMIT = 4 << 20
MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


def waiting(home: Path) -> Waiting | None:
    """The list in the data directory; None where no demo was run or its list cannot be used."""
    data = _read(home / FOLDER / LIST, LIST_LIMIT)
    if data is None:
        return None
    try:
        return Waiting.model_validate_json(data)
    except ValidationError:
        return None


def waiting_image(home: Path, file: str) -> tuple[bytes, str] | None:
    """Bytes and media type of one listed capture; None for everything that the list does not name."""
    listed = waiting(home)
    if listed is None or all(sample.file != file for sample in listed.samples):
        return None
    path = home / FOLDER / file
    data = _read(path, IMAGE_LIMIT)
    return None if data is None else (data, MEDIA_TYPES[path.suffix])


def _read(path: Path, limit: int) -> bytes | None:
    """A plain file's bytes; None for a link, for anything else than a file, and over the limit."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
        return None
    return path.read_bytes()
