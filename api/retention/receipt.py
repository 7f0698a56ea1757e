"""The receipt of an erasure: what was destroyed, when, by which rule, and that a search found nothing after.

It names nobody. It is signed by the key of the audit log's heads, whose public part anybody may have kept
from before, over `STATEMENT` and the receipt's canonical JSON.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.registry import audit_log
from api.registry.receipts import Erasure
from api.registry.unit import View
from api.retention.search import Searched

STATEMENT = b"umbral erasure receipt v1\n"


def written(view: View, done: Erasure, found: Searched, now: datetime) -> tuple[str, str]:
    """A receipt and its signature, hexadecimal."""
    told: dict[str, Any] = {
        "v": 1,
        "id": str(done.id),
        "log": audit_log.name(view),
        "at": done.at.astimezone(UTC).isoformat(),
        "scope": done.scope.value,
        "rule": done.rule,
        "facility": done.facility,
        "officers": [one for one in (done.asked_by, done.signed_by) if one is not None],
        "destroyed": done.destroyed,
        "search": {
            "at": now.astimezone(UTC).isoformat(),
            "templates": found.templates,
            "persons": found.persons,
            "found": found.found,
            "rows": found.rows,
            "files": found.files,
            "octets": found.octets,
            "pieces": found.pieces,
        },
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text, audit_log.signing_key(view).sign(STATEMENT + text.encode()).hex()


def verified(receipt: str, signature: str, key: str) -> bool:
    """Whether a log's key signed a receipt. key, signature: hexadecimal."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), STATEMENT + receipt.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def read(receipt: str) -> Mapping[str, Any]:
    """What a receipt says."""
    told: Mapping[str, Any] = json.loads(receipt)
    return told
