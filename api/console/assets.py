"""The pages' style sheets, scripts and pictures: a fixed set, read once, named by what is in them.

Nothing outside the two `web/` folders can be asked for, because only names found there at start are known.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import api.contract

FOLDERS = (Path(api.contract.__file__).parent / "web", Path(__file__).parent / "web")
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of ours: bytes, media type, and the tag by which a browser knows that it is unchanged."""

    data: bytes
    media_type: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """All assets by file name; a name is used once in the two folders."""
    return {
        path.name: _read(path)
        for folder in FOLDERS
        for path in sorted(folder.iterdir())
        if path.suffix in MEDIA_TYPES
    }


def _read(path: Path) -> Asset:
    data = path.read_bytes()
    return Asset(data, MEDIA_TYPES[path.suffix], f'"{sha256(data).hexdigest()[:32]}"')
