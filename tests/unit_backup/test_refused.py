"""A piece that was changed, cut, put together anew or made by somebody else is not restored."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.audit import verify
from api.audit.act import job
from api.backup import recovery, sealed
from api.backup.errors import (
    BackupDamaged,
    BackupForAnother,
    BackupNotWritten,
    BackupRewritten,
    BackupsDiffer,
    BackupUnreadable,
    RecoveryKeyLocked,
)
from api.backup.places import KEYS_FILE
from api.backup.reading import read_rows
from api.backup.records import Writing, signed
from api.backup.restoring import prove
from api.backup.sealed import KEYS, ROWS, Header, Sealing, opened
from api.backup.weighing import require_log
from api.registry import audit_log
from api.witnessing import told
from tests.support.backups import Kept, restore
from tests.support.campaigns import record, share
from tests.support.registry import NOW, add_person

REFUSED = (BackupDamaged, BackupUnreadable, BackupForAnother)
RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
EVERY_OCTET = 1500
MUTANTS = share(4000)


@pytest.fixture
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so short that a small piece has some."""
    monkeypatch.setattr(sealed, "CHUNK", 64)


def piece(rows: int = 8, signer: Ed25519PrivateKey = SIGNER) -> bytes:
    file = io.BytesIO()
    seal = Sealing(
        file, Header(ROWS, sealed.recipient_of(RECOVERY.public_key()), UUID(int=1), 2), RECOVERY.public_key()
    )
    writing = Writing(seal)
    writing.put({"key": SIGNER.public_key().public_bytes_raw().hex()})
    for number in range(rows):
        writing.row([number, b"octets", None])
    writing.sign(ROWS, signer)
    seal.close()
    return file.getvalue()


def read(octets: bytes, kind: bytes = ROWS, key: X25519PrivateKey = RECOVERY) -> list[object]:
    return [record.line for record in signed(opened(io.BytesIO(octets), kind, key), kind)]


@pytest.mark.usefixtures("chunks")
def test_a_whole_piece_is_read() -> None:
    assert read(piece())[1:] == [[number, 6, None] for number in range(8)]
    assert len(read(piece(0))) == 1


@pytest.mark.usefixtures("chunks")
def test_every_changed_octet_and_every_cut_is_refused() -> None:
    whole = piece()
    assert len(whole) < EVERY_OCTET
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        with pytest.raises(REFUSED):
            read(bytes(changed))
        with pytest.raises(REFUSED):
            read(whole[:place])
    with pytest.raises(REFUSED):
        read(whole + b"\x00")


@pytest.mark.usefixtures("chunks")
def test_chunks_that_changed_places_or_pieces_are_refused() -> None:
    begin, step = sealed.LAYOUT.size + sealed.CAPSULE, 64 + sealed.TAG
    whole, other = piece(), piece()
    parts = [whole[at : at + step] for at in range(begin, len(whole), step)]
    assert len(parts) > 3
    for build in (_swapped, _dropped, _doubled, _last_left_out):
        with pytest.raises(BackupDamaged):
            read(whole[:begin] + b"".join(build(parts)))
    with pytest.raises(BackupDamaged):
        read(whole[:begin] + other[begin:])


def _swapped(parts: list[bytes]) -> list[bytes]:
    return [parts[1], parts[0], *parts[2:]]


def _dropped(parts: list[bytes]) -> list[bytes]:
    return [parts[0], *parts[2:]]


def _doubled(parts: list[bytes]) -> list[bytes]:
    return [parts[0], *parts]


def _last_left_out(parts: list[bytes]) -> list[bytes]:
    return parts[:-1]


def test_a_piece_of_the_other_kind_or_for_another_is_refused() -> None:
    with pytest.raises(BackupUnreadable):
        read(piece(), KEYS)
    with pytest.raises(BackupForAnother):
        read(piece(), key=X25519PrivateKey.generate())


def test_whoever_has_the_public_key_alone_makes_no_backup() -> None:
    with pytest.raises(BackupDamaged):
        read(piece(signer=Ed25519PrivateKey.generate()))


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("backed-up")
    made = Kept(folder, folder / "home" / "umbral.db")
    registry = made.open()
    for _ in range(3):
        add_person(registry)
    made.notarize(registry)
    made.make()
    registry.close()
    return made


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["rows", "keys"])
def test_no_mutant_of_a_backup_is_taken(backed_up: Kept, name: str) -> None:
    pieces, random = backed_up.pieces(), Random(20261122)
    path = pieces.rows if name == "rows" else pieces.keys
    whole = path.read_bytes()
    try:
        for _ in range(MUTANTS // 2):
            path.write_bytes(_mutant(whole, random))
            with pytest.raises(REFUSED):
                prove(pieces)
    finally:
        path.write_bytes(whole)
    record(f"backup_mutants_{name}", "tests/unit_backup/test_refused.py", {"refused": MUTANTS // 2})
    prove(pieces)


def _mutant(whole: bytes, random: Random) -> bytes:
    changed, at = bytearray(whole), random.randrange(len(whole))
    upto = min(len(whole), at + random.randrange(1, 200))
    match random.randrange(4):
        case 0:
            changed[at] ^= random.randrange(1, 256)
        case 1:
            del changed[at:upto]
        case 2:
            changed[at:at] = random.randbytes(upto - at)
        case _:
            del changed[at:]
    return bytes(changed)


def test_pieces_of_two_stores_are_refused(backed_up: Kept, small: Kept) -> None:
    registry = small.open()
    add_person(registry)
    small.recovery = backed_up.recovery
    small.make()
    registry.close()
    pieces = small.pieces()
    pieces.keys.write_bytes((backed_up.keys / KEYS_FILE).read_bytes())
    with pytest.raises(BackupsDiffer):
        prove(pieces)


def test_a_log_that_a_witness_saw_otherwise_is_refused(small: Kept, tmp_path: Path) -> None:
    """The store's keeper, who can sign, gives the witness and the backup two pasts."""
    registry = small.open()
    with registry.reading() as view:
        key, name = audit_log.signing_key(view), audit_log.name(view)
    unsigned = verify.Head(name, 1, verify.leaf_hash(b"what really happened"), NOW.isoformat(), b"")
    head = verify.Head(name, 1, unsigned.root, unsigned.at, key.sign(unsigned.statement()))
    (small.witness / "umbral-heads.jsonl").write_text(json.dumps(told(head)) + "\n")
    small.make()
    registry.close()
    with pytest.raises(BackupRewritten):
        restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db")
    assert not (tmp_path / "new" / "umbral.db").exists()


def test_what_was_lost_is_told(small: Kept, tmp_path: Path) -> None:
    registry = small.open()
    small.make()
    registry.keep_account()
    with job("visit"), registry.writing(NOW):
        pass
    small.notarize(registry)
    registry.close()
    assert restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db").lost == 1


@pytest.mark.parametrize(
    "change", [list, lambda log: log[:-1], lambda log: [*log, b"4"], lambda log: log[::-1]]
)
def test_a_log_is_held_against_its_heads(change: Callable[[list[bytes]], list[bytes]]) -> None:
    log = [b"1", b"2", b"3"]
    heads = {size: verify.root_of(log[:size])[1] for size in (0, 1, 3)}
    if change is list:
        require_log(iter(log), heads)
    else:
        with pytest.raises(BackupRewritten):
            require_log(iter(change(log)), heads)


def test_a_backup_overwrites_no_other(backed_up: Kept) -> None:
    before = (backed_up.rows / "one.rows").read_bytes()
    with pytest.raises(BackupNotWritten):
        backed_up.make()
    assert (backed_up.rows / "one.rows").read_bytes() == before


def test_a_place_that_fails_leaves_nothing(backed_up: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    there = _names(backed_up)
    with monkeypatch.context() as broken:
        broken.setattr("api.backup.placing.os.fsync", full)
        with pytest.raises(BackupNotWritten, match="No space"):
            backed_up.make("two.rows")
    assert _names(backed_up) == there
    prove(backed_up.pieces())


def _names(kept: Kept) -> set[str]:
    return {path.name for folder in (kept.rows, kept.keys) for path in folder.iterdir()}


def test_a_backup_names_no_file_outside(backed_up: Kept, tmp_path: Path) -> None:
    for name in ("../umbral.toml", "/etc/passwd", "policies/../../x", "keys/kek", "policies"):
        forged = tmp_path / "forged.rows"
        forged.write_bytes(_naming(backed_up, name))
        with pytest.raises(BackupUnreadable):
            read_rows(forged, backed_up.recovery)


def _naming(kept: Kept, name: str) -> bytes:
    """The backup with one record more, by somebody who has all of its keys."""
    registry = kept.open()
    with registry.reading() as view:
        key = audit_log.signing_key(view)
    registry.close()
    file = io.BytesIO()
    public = kept.recovery.public_key()
    seal = Sealing(file, Header.new(ROWS, public, UUID(int=1)), public)
    writing = Writing(seal)
    for number, one in enumerate(_records(kept)):
        writing.put(*one)
        if not number:
            writing.put({"file": name}, b"planted")
    writing.sign(ROWS, key)
    seal.close()
    return file.getvalue()


def _records(kept: Kept) -> Iterator[tuple[object, bytes]]:
    with (kept.rows / "one.rows").open("rb") as file:
        for record in signed(opened(file, ROWS, kept.recovery), ROWS):
            yield record.line, record.octets


def test_the_recovery_key_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    public = recovery.make(tmp_path / "recovery", "correct horse battery")
    assert (tmp_path / "recovery").stat().st_mode & 0o077 == 0
    private = recovery.load(tmp_path / "recovery", "correct horse battery")
    assert private.public_key() == public == recovery.public(public.public_bytes_raw().hex())
    assert private.private_bytes_raw() not in (tmp_path / "recovery").read_bytes()
    for passphrase, path in (("another one", "recovery"), ("correct horse battery", "absent")):
        with pytest.raises(RecoveryKeyLocked):
            recovery.load(tmp_path / path, passphrase)
    with pytest.raises(FileExistsError):
        recovery.make(tmp_path / "recovery", "correct horse battery")
