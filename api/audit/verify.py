"""Checks an audit log, its signed heads and its proofs. Needs this one file, Python and `cryptography`.

The log is a list of leaves, each the bytes of one line of JSON. Its tree is that of RFC 9162 (section 2.1):

    hash of a leaf   SHA-256(0x00 || leaf)
    hash of a node   SHA-256(0x01 || left || right)
    a tree of n > 1 leaves: left the largest power of two below n, right the rest

A head states a tree's size and root at an instant, signed with the log's Ed25519 key (RFC 8032). Who keeps a
head can later have it proven that a leaf was in the log (inclusion), and that the log of today is the log of
then with more leaves after it (consistency). Every function returns silently or raises `Refuted`, which says
what does not fit; there is no answer to forget to look at.

    python verify.py log LEAVES HEAD KEY                  LEAVES: a file with one leaf a line
    python verify.py heads OLDER NEWER PROOF KEY          PROOF: as GET /v1/audit/consistency answers
    python verify.py bundle BUNDLE KEY [KEPT-HEAD]        BUNDLE: as GET /v1/audit/persons/... answers

HEAD, OLDER, NEWER: files with a head's JSON; of several lines, the last. KEY: 64 hexadecimal digits that the
reader has from somewhere else than from whoever handed over the rest.
"""

import json
import sys
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EMPTY: Final = sha256(b"").digest()
HASH: Final = 32  # bytes
LONGEST_PROOF: Final = 64  # hashes: enough for any log there will be


class Refuted(Exception):
    """What was claimed is not so, or cannot be read; the message says what."""


# --- The tree -------------------------------------------------------------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 9162, section 2.1.1."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162, section 2.1.1."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> tuple[int, bytes]:
    """Size and root of a log's tree, reading its leaves once."""
    peaks: list[tuple[int, bytes]] = []  # whole subtrees, (leaves, hash), the largest first
    size = 0
    for leaf in leaves:
        size += 1
        width, hashed = 1, leaf_hash(leaf)
        while peaks and peaks[-1][0] == width:
            hashed = node_hash(peaks.pop()[1], hashed)
            width *= 2
        peaks.append((width, hashed))
    return size, bagged([hashed for _, hashed in peaks])


def bagged(peaks: Sequence[bytes]) -> bytes:
    """The root over whole subtrees, given from the largest to the smallest."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """That `leaf` is number `index` (from 0) of the `size` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Refuted(f"there is no leaf {index} in a log of {size}")
    at, last, hashed = index, size - 1, leaf_hash(leaf)
    for step in proof:
        if last == 0:
            raise Refuted(f"the proof of leaf {index} is longer than its tree is high")
        if at & 1 or at == last:
            hashed = node_hash(step, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        at, last = at >> 1, last >> 1
    if last or not compare_digest(hashed, root):
        raise Refuted(f"leaf {index} is not in the log of {size} leaves with this root")


def check_consistency(older: tuple[int, bytes], newer: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """That the older log, (size, root), is the beginning of the newer one (RFC 9162, 2.1.4.2)."""
    (size, root), (new_size, new_root) = older, newer
    if not 0 <= size <= new_size:
        raise Refuted(f"a log of {size} leaves is not older than one of {new_size}")
    if size in (0, new_size):
        wanted = EMPTY if size == 0 else new_root
        if proof or not compare_digest(root, wanted):
            raise Refuted(f"two heads of {size} leaves differ" if size else "an empty log has another root")
        return
    at, last = size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    steps = list(proof) if at else [root, *proof]
    if not steps:
        raise Refuted("the proof is empty")
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Refuted("the proof is longer than the tree is high")
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    if last or not (compare_digest(old, root) and compare_digest(new, new_root)):
        raise Refuted(
            f"the log of {size} leaves is not the beginning of that of {new_size}: history was rewritten"
        )


# --- Heads ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement of what a log held. log: the log's name; at: an instant, RFC 3339 in UTC."""

    log: str
    size: int
    root: bytes
    at: str
    signature: bytes

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return f"umbral-audit-head/1\n{self.log}\n{self.size}\n{self.root.hex()}\n{self.at}\n".encode()

    def check(self, key: bytes) -> None:
        """That the holder of the key, 32 raw bytes of Ed25519, signed it."""
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(self.signature, self.statement())
        except (InvalidSignature, ValueError) as error:
            raise Refuted(f"the head of {self.size} leaves is not signed by this key") from error

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From its JSON."""
        try:
            head = cls(
                str(told["log"]),
                _count(told["size"]),
                _hash(told["root"]),
                str(told["at"]),
                b64decode(told["signature"], validate=True),
            )
            datetime.fromisoformat(head.at)
        except (KeyError, TypeError, ValueError, NotBase64) as error:
            raise Refuted(f"a head cannot be read: {error!r}") from error
        if "\n" in head.log:
            raise Refuted("a head cannot be read: its log's name has two lines")
        return head


def check_log(leaves: Iterable[bytes], head: Head, key: bytes) -> None:
    """That these leaves, all of them in this order, are what the head was signed over."""
    head.check(key)
    size, root = root_of(leaves)
    if size != head.size:
        raise Refuted(f"the log has {size} leaves, the head was signed over {head.size}")
    if not compare_digest(root, head.root):
        raise Refuted(f"the {size} leaves are not those that the head was signed over: the log was changed")


# --- Proof bundles --------------------------------------------------------------------------------------


def check_bundle(bundle: Mapping[str, Any], key: bytes, kept: Head | None = None) -> list[dict[str, Any]]:
    """The leaves of a proof bundle, parsed, once all of it holds.

    That its head is signed, that every leaf is in the log at its number and speaks of the person whose secret
    the bundle discloses, and, where the reader kept a head of their own, that the log has only grown since.
    """
    try:
        head = Head.of(bundle["head"])
        secret, person = bytes.fromhex(bundle["secret"]), str(bundle["person"])
        entries = [
            (str(e["leaf"]).encode(), _count(e["index"]), _proof(e["proof"])) for e in bundle["entries"]
        ]
        grown = _proof(bundle.get("consistency", []))
    except (KeyError, TypeError, ValueError) as error:
        raise Refuted(f"the bundle cannot be read: {error!r}") from error
    head.check(key)
    if kept is not None:
        kept.check(key)
        if kept.log != head.log:
            raise Refuted("the two heads are of two logs")
        check_consistency((kept.size, kept.root), (head.size, head.root), grown)
    return [_entry(leaf, index, proof, head, subject_of(secret, person)) for leaf, index, proof in entries]


def subject_of(secret: bytes, person: str) -> str:
    """How leaves name a person: an HMAC-SHA256 under a secret of that person's own, in hex."""
    return digest(secret, f"umbral-audit-subject\n{person}".encode(), "sha256").hex()


def _entry(leaf: bytes, index: int, proof: list[bytes], head: Head, subject: str) -> dict[str, Any]:
    check_inclusion(leaf, index, head.size, proof, head.root)
    try:
        told = json.loads(leaf)
        subjects = told["subjects"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refuted(f"leaf {index} is not an audit record") from error
    if subject not in subjects:
        raise Refuted(f"leaf {index} does not speak of this person")
    return dict(told)


def _proof(told: Any) -> list[bytes]:
    if not isinstance(told, list) or len(told) > LONGEST_PROOF:
        raise ValueError("a proof is a short list of hashes")
    return [_hash(one) for one in told]


def _hash(told: Any) -> bytes:
    hashed = bytes.fromhex(told)
    if len(hashed) != HASH:
        raise ValueError("a hash has 32 bytes")
    return hashed


def _count(told: Any) -> int:
    if type(told) is not int or not 0 <= told < 1 << 62:
        raise ValueError("a count is a number from 0 on")
    return told


# --- From the command line ------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Check what files claim: 0 and what was checked, or 1 and what is refuted, or 2 for another usage."""
    try:
        match list(arguments):
            case ["log", leaves, head, key]:
                signed = _head_in(head)
                with Path(leaves).open("rb") as lines:
                    check_log((line.rstrip(b"\n") for line in lines), signed, bytes.fromhex(key))
                print(f"all {signed.size} leaves are those that the head of {signed.at} was signed over")
            case ["heads", older, newer, proof, key]:
                old, new = _head_in(older), _head_in(newer)
                old.check(bytes.fromhex(key))
                new.check(bytes.fromhex(key))
                check_consistency((old.size, old.root), (new.size, new.root), _proof(_json(proof)["proof"]))
                print(f"the log of {old.at} ({old.size} leaves) begins that of {new.at} ({new.size} leaves)")
            case ["bundle", bundle, key, *kept] if len(kept) < 2:
                held = _head_in(kept[0]) if kept else None
                for told in check_bundle(_json(bundle), bytes.fromhex(key), held):
                    print(told.get("at"), told.get("act"), told.get("actor", "-"), told.get("purpose", ""))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Refuted, OSError, ValueError, KeyError, TypeError) as error:
        print(f"REFUTED: {error}", file=sys.stderr)
        return 1
    return 0


def _json(path: str) -> dict[str, Any]:
    return dict(json.loads(Path(path).read_bytes()))


def _head_in(path: str) -> Head:
    *_, last = Path(path).read_text(encoding="utf-8").strip().splitlines()
    return Head.of(json.loads(last))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
