"""Logs that were edited on the disk, against a head that a witness kept: `umbral audit verify` refutes all.

The insider holds everything that lies on the service's machine: the leaves, the heads, and for the worst
attacks the key that signs heads. What they do not hold is one head that went to a witness, and the log's
public key as the reader has it. A seeded twentieth of the edits runs always; UMBRAL_CAMPAIGN=full runs
10,000, and a log of a million leaves.
"""

import json
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.audit import proofs, verify
from api.audit.verify import Head, root_of
from tests.support.audit_log import Subtrees
from tests.support.campaigns import record, share

EDITS = share(10_000)
LEAVES = share(1_000_000)
SECONDS_OF_A_MILLION = 60.0
SEED = 20261122
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FOREIGN = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
THIS = "tests/attacks/test_audit_log_edits.py"
LARGEST = 60  # leaves of a log that is edited


def leaf(number: int) -> bytes:
    return json.dumps({"act": "search", "at": f"2026-03-01T08:{number:06}", "subjects": ["ab" * 32]}).encode()


def flipped(random: Random, leaves: list[bytes], kept: int) -> None:
    at = random.randrange(kept)
    changed = bytearray(leaves[at])
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    leaves[at] = bytes(changed)


def dropped(random: Random, leaves: list[bytes], kept: int) -> None:
    del leaves[random.randrange(kept)]


def swapped(random: Random, leaves: list[bytes], kept: int) -> None:
    one, other = random.randrange(kept), random.randrange(len(leaves))
    if one == other:
        other = (one + 1) % len(leaves)
    leaves[one], leaves[other] = leaves[other], leaves[one]


def inserted(random: Random, leaves: list[bytes], kept: int) -> None:
    leaves.insert(random.randrange(kept), random.choice([leaf(999_999), b""]))


def truncated(random: Random, leaves: list[bytes], kept: int) -> None:
    del leaves[random.randrange(kept) :]


EDITORS: tuple[Callable[[Random, list[bytes], int], None], ...] = (
    flipped,
    dropped,
    swapped,
    inserted,
    truncated,
)


class Reader:
    """Whoever holds a witnessed head and the log's public key, and is handed everything else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def believes_log(self, leaves: list[bytes], head: Head) -> bool:
        """`verify log`: whether these leaves pass for those of the head."""
        lines = self._folder / "leaves"
        lines.write_bytes(b"".join(one + b"\n" for one in leaves))
        return verify.main(["log", str(lines), str(self.written("head", head)), PUBLIC]) == 0

    def believes_heads(self, witnessed: Head, shown: Head, leaves: list[bytes]) -> bool:
        """`verify heads`: whether what is shown passes for what grew from what was witnessed.

        leaves: what is shown was signed over them; of them the best proof is made that there is.
        """
        proof = self._folder / "proof"
        older = min(witnessed.size, len(leaves))
        made = proofs.consistency(Subtrees(leaves), older, len(leaves)) if leaves else []
        proof.write_text(json.dumps({"proof": [one.hex() for one in made]}), encoding="ascii")
        older_file, newer_file = self.written("older", witnessed), self.written("newer", shown)
        return verify.main(["heads", str(older_file), str(newer_file), str(proof), PUBLIC]) == 0

    def written(self, name: str, head: Head) -> Path:
        """A file with the head."""
        path = self._folder / name
        told = {"log": head.log, "size": head.size, "root": head.root.hex(), "at": head.at}
        path.write_text(json.dumps({**told, "signature": b64encode(head.signature).decode()}), "ascii")
        return path


def signed(leaves: list[bytes], key: Ed25519PrivateKey = KEY) -> Head:
    size, root = root_of(leaves)
    unsigned = Head("prison-1", size, root, "2026-03-01T08:00:00+00:00", b"")
    return Head(unsigned.log, size, root, unsigned.at, key.sign(unsigned.statement()))


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_every_edited_log_is_refuted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random, reader, tried = Random(SEED), Reader(tmp_path), Counter[str]()
    for _ in range(EDITS):
        grown = [leaf(number) for number in range(random.randint(2, LARGEST))]
        kept = random.randint(1, len(grown))
        witnessed, edited = signed(grown[:kept]), list(grown)
        editor = random.choice(EDITORS)
        editor(random, edited, kept)
        name = editor.__name__
        assert not reader.believes_log(edited[:kept], witnessed), f"{name}: {grown} {kept} {edited}"
        # The insider signs what they made of the log, with the log's own key and with another.
        assert not reader.believes_heads(witnessed, signed(edited), edited), f"{name}, signed anew: {edited}"
        assert not reader.believes_log(edited, signed(edited, FOREIGN)), f"{name}, another key: {edited}"
        # They show a head from before the witnessed one, as if nothing had been done since.
        older = grown[: random.randrange(kept)]
        assert not reader.believes_heads(witnessed, signed(older), older), f"an older head: {len(older)}"
        tried.update([name, "signed anew", "signed by another", "older head"])
        # What they should have shown is believed: a reader that refutes everything shows nothing.
        assert reader.believes_log(grown[:kept], witnessed)
        assert reader.believes_heads(witnessed, signed(grown), grown)
        capsys.readouterr()
    record(
        "log_edits",
        "tests/attacks/test_audit_log_edits.py",
        {"refuted": dict(tried), "believed": 0},
    )


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_a_long_log_is_verified_within_a_minute(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, reader = tmp_path / "leaves", Reader(tmp_path)
    with lines.open("wb") as file:
        file.writelines(leaf(number) + b"\n" for number in range(LEAVES))
    with lines.open("rb") as file:
        size, root = root_of(line.rstrip(b"\n") for line in file)
    unsigned = Head("prison-1", size, root, "2026-03-01T08:00:00+00:00", b"")
    head = Head(unsigned.log, size, root, unsigned.at, KEY.sign(unsigned.statement()))
    began = time.process_time()
    code = verify.main(["log", str(lines), str(reader.written("head", head)), PUBLIC])
    spent = time.process_time() - began
    assert code == 0
    assert f"all {LEAVES} leaves" in capsys.readouterr().out
    assert spent <= SECONDS_OF_A_MILLION * LEAVES / 1_000_000
    record("log_length", THIS, {"leaves": LEAVES, "processor_seconds": round(spent, 1)})
