"""A log against a head that somebody kept, two heads against each other, a bundle on a foreign machine."""

import json
import random
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from api.audit import proofs
from api.audit.verify import (
    Head,
    Refuted,
    check_bundle,
    check_consistency,
    check_log,
    root_of,
    subject_of,
)
from tests.support.audit_log import Subtrees

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FOREIGN = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = KEY.public_key().public_bytes_raw()
SECRET, PERSON = b"s" * 32, "019b0000-0000-7000-8000-000000000001"


def leaf(number: int) -> bytes:
    about = PERSON if number % 3 == 0 else f"somebody else {number}"
    return json.dumps({"act": "search", "number": number, "subjects": [subject_of(SECRET, about)]}).encode()


def head(leaves: list[bytes], *, key: Ed25519PrivateKey = KEY, log: str = "prison-1") -> Head:
    size, root = root_of(leaves)
    unsigned = Head(log, size, root, "2026-03-01T08:00:00+00:00", b"")
    return Head(log, size, root, unsigned.at, key.sign(unsigned.statement()))


def told(of: Head) -> dict[str, Any]:
    return {
        "log": of.log,
        "size": of.size,
        "root": of.root.hex(),
        "at": of.at,
        "signature": b64encode(of.signature).decode(),
    }


def bundle(leaves: list[bytes], kept: int = 0) -> dict[str, Any]:
    nodes, size = Subtrees(leaves), len(leaves)
    return {
        "head": told(head(leaves)),
        "person": PERSON,
        "secret": SECRET.hex(),
        "consistency": [one.hex() for one in proofs.consistency(nodes, kept, size)],
        "entries": [
            {
                "index": index,
                "leaf": leaves[index].decode(),
                "proof": [one.hex() for one in proofs.inclusion(nodes, index, size)],
            }
            for index in range(0, size, 3)
        ],
    }


LOG = [leaf(number) for number in range(50)]


def _flipped(draw: random.Random, leaves: list[bytes]) -> None:
    at = draw.randrange(len(leaves))
    byte = draw.randrange(len(leaves[at]))
    changed = bytearray(leaves[at])
    changed[byte] ^= 1 << draw.randrange(8)
    leaves[at] = bytes(changed)


def _dropped(draw: random.Random, leaves: list[bytes]) -> None:
    del leaves[draw.randrange(len(leaves))]


def _swapped(draw: random.Random, leaves: list[bytes]) -> None:
    one, other = draw.sample(range(len(leaves)), 2)
    leaves[one], leaves[other] = leaves[other], leaves[one]


def _inserted(draw: random.Random, leaves: list[bytes]) -> None:
    leaves.insert(draw.randrange(len(leaves)), leaf(10_000))


def _truncated(draw: random.Random, leaves: list[bytes]) -> None:
    del leaves[draw.randrange(len(leaves)) :]


EDITS = [_flipped, _dropped, _swapped, _inserted, _truncated]


@settings(max_examples=500, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(EDITS))
def test_every_edit_is_found_by_a_head_that_was_kept(
    draw: random.Random, edit: Callable[[random.Random, list[bytes]], None]
) -> None:
    leaves, kept = list(LOG), head(LOG)
    check_log(leaves, kept, PUBLIC)
    edit(draw, leaves)
    with pytest.raises(Refuted):
        check_log(leaves, kept, PUBLIC)
    resigned = head(leaves)  # whoever holds the key signs the changed log: the older head does not fit it
    proof = (
        proofs.consistency(Subtrees(leaves), min(kept.size, resigned.size), resigned.size) if leaves else []
    )
    with pytest.raises(Refuted):
        check_consistency((kept.size, kept.root), (resigned.size, resigned.root), proof)


def test_two_heads_of_a_forked_log_cannot_both_stand() -> None:
    ours, theirs = [*LOG, leaf(50)], [*LOG, leaf(51), leaf(52)]
    proof = proofs.consistency(Subtrees(theirs), len(ours), len(theirs))
    one, other = head(ours), head(theirs)
    with pytest.raises(Refuted, match="rewritten"):
        check_consistency((one.size, one.root), (other.size, other.root), proof)


@pytest.mark.parametrize("changed", ["log", "size", "root", "at", "signature"])
def test_a_head_is_signed_in_every_part(changed: str) -> None:
    parts = told(head(LOG))
    Head.of(parts).check(PUBLIC)
    other = told(head([*LOG, leaf(50)], log="prison-2")) | {"at": "2026-03-01T08:00:01+00:00"}
    with pytest.raises(Refuted, match="not signed"):
        Head.of(parts | {changed: other[changed]}).check(PUBLIC)


def test_a_head_of_another_key_is_none() -> None:
    with pytest.raises(Refuted, match="not signed"):
        check_log(LOG, head(LOG, key=FOREIGN), PUBLIC)


def test_a_bundle_tells_every_leaf_of_its_person() -> None:
    entries = check_bundle(bundle(LOG, 20), PUBLIC, head(LOG[:20]))
    assert [entry["number"] for entry in entries] == list(range(0, 50, 3))


def _of_somebody_else(parts: dict[str, Any]) -> None:
    nodes = Subtrees(LOG)
    proof = [one.hex() for one in proofs.inclusion(nodes, 1, 50)]
    parts["entries"].append({"index": 1, "leaf": LOG[1].decode(), "proof": proof})


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a changed leaf": lambda b: b["entries"][0].update(
        leaf=b["entries"][0]["leaf"].replace("search", "view")
    ),
    "another place": lambda b: b["entries"][1].update(index=4),
    "a leaf of somebody else": _of_somebody_else,
    "another secret": lambda b: b.update(secret="00" * 32),
    "another person": lambda b: b.update(person="somebody"),
    "no secret": lambda b: b.pop("secret"),
    "half a hash": lambda b: b["entries"][0]["proof"].__setitem__(0, "00"),
    "a proof that is none": lambda b: b["entries"][0].update(proof="x"),
    "an endless proof": lambda b: b["entries"][0].update(proof=["00" * 32] * 65),
    "a true index": lambda b: b["entries"][0].update(index=False),
    "no head": lambda b: b.pop("head"),
    "a head of a year that is none": lambda b: b["head"].update(at="yesterday"),
    "a log of two lines": lambda b: b["head"].update(log="a\nb"),
    "rewritten history": lambda b: b.update(consistency=[]),
    "entries that are none": lambda b: b.update(entries=7),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_spoilt_bundle_is_refuted(spoil: Callable[[dict[str, Any]], object]) -> None:
    parts = bundle(LOG, 20)
    spoil(parts)
    with pytest.raises(Refuted):
        check_bundle(parts, PUBLIC, head(LOG[:20]))


def test_a_bundle_of_another_log_is_refuted() -> None:
    with pytest.raises(Refuted, match="two logs"):
        check_bundle(bundle(LOG, 20), PUBLIC, head(LOG[:20], log="prison-2"))


def test_any_changed_byte_of_a_bundle_is_found() -> None:
    whole, kept = json.dumps(bundle(LOG, 20)), head(LOG[:20])
    draw = random.Random(5)
    for _ in range(300):
        at = draw.randrange(len(whole))
        changed = whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1 :]
        try:
            parts = json.loads(changed)
        except ValueError:
            continue
        with pytest.raises(Refuted):
            check_bundle(parts, PUBLIC, kept)
