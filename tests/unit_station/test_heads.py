"""The heads that a station keeps: whoever changes the log's past is found out, and the evidence is kept."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.audit import proofs
from api.audit.verify import Head, Refuted, check_consistency, leaf_hash, node_hash, root_of
from api.contract.audit import HeadOut
from enrollment_station.errors import LogForked, StationDamaged
from enrollment_station.heads import FILE, HeadBook, Prove
from tests.support.packets import signing_key

KEY = signing_key("log")
LOG = "umbral-log-1"
LEAVES = [f"leaf {number}".encode() for number in range(40)]
FORKED = [*LEAVES[:5], b"another past", *LEAVES[6:]]


def head(leaves: list[bytes], key: Ed25519PrivateKey = KEY, log: str = LOG) -> HeadOut:
    size, root = root_of(leaves)
    unsigned = Head(log, size, root, "2026-03-01T12:00:00+00:00", b"")
    signature = b64encode(key.sign(unsigned.statement())).decode()
    return HeadOut(log=log, size=size, root=root.hex(), at=unsigned.at, signature=signature)


def prover(leaves: list[bytes]) -> Prove:
    def node(level: int, place: int) -> bytes:
        if level == 0:
            return leaf_hash(leaves[place])
        return node_hash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1))

    return lambda older, newer: proofs.consistency(node, older, newer)


def unable(older: int, newer: int) -> list[bytes]:
    raise Refuted(f"no proof from {older} to {newer}")


@pytest.fixture
def book(tmp_path: Path) -> HeadBook:
    return HeadBook(tmp_path, LOG, KEY.public_key().public_bytes_raw())


def evidence(book: HeadBook) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted(book.folder.glob("fork-*.json"))]


def test_a_log_that_grows_is_kept_head_by_head(book: HeadBook) -> None:
    for size in (3, 4, 17, 40):
        assert book.keep(head(LEAVES[:size]), prover(LEAVES)) is True
    assert book.keep(head(LEAVES), prover(LEAVES)) is False, "it is known"
    assert book.keep(head(LEAVES[:9]), prover(LEAVES)) is False, "an older one proves nothing new, and holds"
    assert [json.loads(line)["size"] for line in (book.folder / FILE).read_text().splitlines()] == [
        3,
        4,
        17,
        40,
    ]
    last = book.last()
    assert last is not None
    assert (last.size, evidence(book)) == (40, [])


@pytest.mark.parametrize(
    ("came", "prove"),
    [
        (head(FORKED), prover(FORKED)),
        (head(FORKED[:17]), prover(FORKED)),
        (head(FORKED[:9]), prover(FORKED)),
        (head(LEAVES), unable),
        (head(LEAVES, signing_key("thief")), prover(LEAVES)),
        (head(LEAVES, log="umbral-log-2"), prover(LEAVES)),
    ],
    ids=["another past", "of the same size", "older", "no proof", "another key", "another log"],
)
def test_another_past_is_told_and_kept(book: HeadBook, came: HeadOut, prove: Prove) -> None:
    kept = head(LEAVES[:17])
    book.keep(kept, prover(LEAVES))
    with pytest.raises(LogForked):
        book.keep(came, prove)
    last = book.last()
    assert last is not None
    assert last.size == 17, "what is refuted is not kept as a head"
    (found,) = evidence(book)
    assert (found["kept"], found["came"]) == (kept.model_dump(), came.model_dump())


def test_the_evidence_convinces_whoever_was_not_there(book: HeadBook) -> None:
    book.keep(head(LEAVES[:17]), prover(LEAVES))
    with pytest.raises(LogForked):
        book.keep(head(FORKED), prover(FORKED))
    (found,) = evidence(book)
    kept, came = (Head.of(HeadOut.model_validate(found[name]).model_dump()) for name in ("kept", "came"))
    key = bytes.fromhex(str(found["key"]))
    kept.check(key)
    came.check(key)
    proof = found["proof"]
    assert isinstance(proof, list)
    with pytest.raises(Refuted):
        check_consistency(
            (kept.size, kept.root), (came.size, came.root), [bytes.fromhex(one) for one in proof]
        )


def test_half_a_line_of_a_power_cut_is_none_and_a_damaged_one_is_told(book: HeadBook) -> None:
    book.keep(head(LEAVES[:3]), prover(LEAVES))
    with (book.folder / FILE).open("ab") as kept:
        kept.write(b'{"log": "umb')
    last = book.last()
    assert last is not None
    assert last.size == 3
    with (book.folder / FILE).open("ab") as kept:
        kept.write(b'"}\n')
    with pytest.raises(StationDamaged):
        book.last()
