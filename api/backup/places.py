"""Where the parts of a backup go, and whom they are sealed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

KEYS_FILE: Final = "umbral-keys.sealed"
"""The keys' piece, in each of its folders."""


@dataclass(frozen=True, slots=True)
class Places:
    """recovery: whom backups are sealed to; keys: folders of the keys' piece; witnesses: of the audit log."""

    recovery: X25519PublicKey
    keys: Sequence[Path]
    witnesses: Sequence[Path]
