"""A leaf for whatever is written, in its transaction; the tree, the heads and whom leaves are about."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from api.audit import proofs
from api.audit.act import Act, about, begun, job
from api.audit.verify import check_consistency, check_inclusion, check_log, subject_of
from api.auth.actor import Actor, Role
from api.registry import audit_log, persons
from api.registry.errors import AlreadyOnRecord
from api.registry.registry import Registry
from api.registry.unit import UnitMisused
from tests.support.databases import Where
from tests.support.records import new_person
from tests.support.registry import NOW, add_facility


@pytest.fixture
def registry(where: Where, tmp_path: Path) -> Iterator[Registry]:
    opened = Registry.open(where, tmp_path / "keys")
    opened.keep_account()
    yield opened
    opened.close()


def enrolled(registry: Registry) -> UUID:
    person = new_person()
    with begun(Act(lambda: "enrol", actor=Actor("officer-1", frozenset({Role.INTAKE_OFFICER})))) as act:
        act.about([person.id])
        registry.enrol(person)
    assert act.accounted == 1
    return person.id


def lines(registry: Registry) -> list[bytes]:
    with registry.reading() as view:
        return list(audit_log.leaves(view, 0, 1_000))


def test_what_is_written_has_its_leaf(registry: Registry) -> None:
    person = enrolled(registry)
    (leaf,) = map(json.loads, lines(registry))
    with registry.reading() as view:
        secret = audit_log.secrets_of(view, [person])[person]
        assert audit_log.about(view, subject_of(secret, str(person))) == [
            (0, audit_log.leaves(view, 0, 1)[0])
        ]
    assert leaf["act"] == "enrol"
    assert (leaf["actor"], leaf["roles"]) == ("officer-1", ["intake-officer"])
    assert leaf["subjects"] == [subject_of(secret, str(person))]
    assert str(person) not in json.dumps(leaf)


def test_what_is_not_written_has_none(registry: Registry) -> None:
    with pytest.raises(ZeroDivisionError), job("a test") as act, registry.writing(NOW):
        raise ZeroDivisionError
    assert act.accounted == 0
    assert lines(registry) == []
    with registry.housekeeping(NOW):
        pass
    assert lines(registry) == []


def test_nothing_is_written_that_nobody_does(registry: Registry) -> None:
    with pytest.raises(UnitMisused), registry.writing(NOW):
        pass
    about(UUID(int=1))  # no act: nothing happens


def test_a_leaf_that_cannot_be_written_takes_what_it_accounts_for_with_it(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(audit_log, "append", broken)
    with pytest.raises(OSError, match="no space"):
        enrolled(registry)
    assert registry.count() == 0


def test_every_prefix_of_the_log_is_proven(registry: Registry) -> None:
    heads = []
    for number in range(9):
        with job(f"number {number}"), registry.writing(NOW + timedelta(seconds=number)):
            pass
        with registry.housekeeping(NOW + timedelta(seconds=number)) as unit:
            heads.append(audit_log.sign_head(unit))
            assert audit_log.sign_head(unit) == heads[-1], "nothing came since"
    held = lines(registry)
    with registry.reading() as view:
        nodes, public = audit_log.nodes(view), audit_log.signing_key(view).public_key().public_bytes_raw()
        assert list(audit_log.heads(view, 3, 100)) == heads[3:]
        assert audit_log.latest_head(view) == heads[-1]
        for size, head in enumerate(heads, start=1):
            check_log(held[:size], head, public)
            for index in range(size):
                proof = proofs.inclusion(nodes, index, size)
                check_inclusion(held[index], index, size, proof, head.root)
            grown = proofs.consistency(nodes, size, 9)
            check_consistency((head.size, head.root), (9, heads[-1].root), grown)


def test_an_erasure_is_about_somebody_whom_nobody_can_name_afterwards(registry: Registry) -> None:
    person = enrolled(registry)
    with registry.reading() as view:
        subject = subject_of(audit_log.secrets_of(view, [person])[person], str(person))
    with job("erasure"), registry.writing(NOW) as unit:
        persons.erase(unit, person)
    told = [json.loads(one) for one in lines(registry)]
    assert [(one["act"], one["subjects"]) for one in told] == [
        ("enrol", [subject]),
        ("job:erasure", [subject]),
    ]
    with registry.reading() as view:
        assert audit_log.secrets_of(view, [person]) == {}


def test_a_leaf_names_each_person_once_and_nobody_unknown(registry: Registry) -> None:
    person = enrolled(registry)
    with job("look") as act, registry.writing(NOW):
        act.about([person, person, UUID(int=5)])
    assert len(json.loads(lines(registry)[1])["subjects"]) == 1


def test_the_key_of_heads_stays_over_a_restart(where: Where, tmp_path: Path) -> None:
    keys = set()
    for _ in range(2):
        opened = Registry.open(where, tmp_path / "keys")
        with opened.reading() as view:
            keys.add(audit_log.signing_key(view).public_key().public_bytes_raw())
        opened.close()
    assert len(keys) == 1


def test_a_refused_facility_leaves_no_leaf(registry: Registry) -> None:
    with job("set-up"):
        add_facility(registry)
    before = len(lines(registry))
    with job("set-up"), pytest.raises(AlreadyOnRecord):
        add_facility(registry)
    assert len(lines(registry)) == before
