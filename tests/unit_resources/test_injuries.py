"""Injuries over HTTP: entered by health staff, read by them and by the defender of that very client alone."""

import io
import os
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import delete, select

from api.auth.actor import Role
from api.errors import SealBroken
from api.events.catalogue.intake import InjuryRecorded
from api.gates.intake.policy import RecordField
from api.keys.envelope import DataKey
from api.registry import admission_records, audit_log, custody, injuries
from api.registry.injuries import injury_picture
from api.registry.reader_keys import OWNERS, Reader
from api.registry.sealing import key_of_person, row_key
from tests.support.canaries import Canaries
from tests.support.house import POLICY
from tests.support.keeping import let_go
from tests.support.offices import Offices, actor, code

SEEN, SAID = "Bruise of four centimetres", "says it was done at the arrest"
WORDS = {
    "places": ["left forearm"],
    "description": SEEN,
    "told": SAID,
    "arose": "before-reception",
}


def photograph() -> bytes:
    """A picture that no other is like: noise does not compress, so its octets lie somewhere or nowhere."""
    out = io.BytesIO()
    Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).save(out, "PNG")
    return out.getvalue()


def recorded(offices: Offices, who: UUID, *pictures: bytes, **more: object) -> dict[str, object]:
    told = (
        WORDS | {"consent": bool(pictures), "pictures": [b64encode(one).decode() for one in pictures]} | more
    )
    answer = offices.send("POST", f"/v1/persons/{who}/injuries", "health-staff", told)
    assert answer.status_code == 201, answer.text
    noted: dict[str, object] = answer.json()
    return noted


def asked(offices: Offices, path: str, header: str) -> tuple[int, str]:
    told = offices.http.get(path, headers={"Umbral-Actor": header})
    return told.status_code, told.text


def test_health_staff_and_the_defender_of_the_client_read_it_and_nobody_else(offices: Offices) -> None:
    who, other = offices.house.prisoner(3), offices.house.prisoner(4)
    for client, defender in ((who, "lara"), (other, "nuria")):
        offices.send("PUT", f"/v1/persons/{client}/defenders/{defender}", "case-system")
    picture = photograph()
    noted = recorded(offices, who, picture)
    path = f"/v1/persons/{who}/injuries"
    image = f"{path}/{noted['id']}/pictures/{noted['pictures'][0]}"  # type: ignore[index] # a list
    here, elsewhere = offices.house.code, "penal-sur"
    nurses = ("nurse; roles=health-staff", f"nurse; roles=health-staff; facilities={here}")
    for reader in (*nurses, "lara; roles=defender"):
        status, text = asked(offices, path, reader)
        assert (status, SEEN in text, SAID in text) == (200, True, True)
        told = offices.http.get(image, headers={"Umbral-Actor": reader})
        assert (told.content, told.headers["content-type"]) == (picture, "image/png")
        assert told.headers["cache-control"] == "no-store"
    offices.house.elsewhere()
    for stranger in ("nuria; roles=defender", f"n; roles=health-staff; facilities={elsewhere}"):
        for address in (path, image):
            assert asked(offices, address, stranger)[0] == 404
    others = {role for role in Role if role not in (Role.HEALTH_STAFF, Role.DEFENDER)}
    for role in others:
        for address in (path, image):
            status, text = asked(offices, address, f"who; roles={role}; person={who}")
            assert (status, "forearm" in text) == (403, False), role
    for address in (path.replace(str(who), str(UUID(int=77))), image.replace(str(who), str(other))):
        assert asked(offices, address, "nurse; roles=health-staff")[0] == 404


def test_every_read_is_a_leaf_about_the_person(offices: Offices) -> None:
    who = offices.house.prisoner(3)
    offices.house.registry.keep_account()
    noted = recorded(offices, who, photograph())
    path = f"/v1/persons/{who}/injuries"
    offices.get(path, "health-staff")
    offices.get(f"{path}/{noted['id']}/pictures/{noted['pictures'][0]}", "health-staff")  # type: ignore[index] # a list
    leaves = offices.get(f"/v1/audit/persons/{who}", "auditor").text
    for operation in ("record_injury", "list_injuries", "read_injury_picture"):
        assert operation in leaves


def test_what_comes_after_the_time_for_the_record_is_marked_as_late(offices: Offices) -> None:
    who = offices.house.prisoner(3)
    assert recorded(offices, who)["late"] is False
    offices.house.clock.advance(POLICY.intake.record.within + timedelta(minutes=1))
    assert recorded(offices, who, complaint=True)["late"] is True
    found = offices.get(f"/v1/persons/{who}/injuries", "health-staff").json()["injuries"]
    assert [one["late"] for one in found] == [False, True]
    with offices.house.registry.reading() as view:
        episode = custody.of(view, who)[-1]
        entry = admission_records.latest(view, episode.id)[RecordField.INJURIES]
    assert (entry.value, entry.entered_by) == (True, "health-staff-1")
    events = [facts for kind, whom, facts in offices.told() if kind == InjuryRecorded.type and whom == who]
    assert [(one["late"], one["complaint"]) for one in events] == [(False, False), (True, True)]


def test_what_cannot_be_entered(offices: Offices) -> None:
    who, visitor = offices.house.prisoner(3), offices.house.visitor(5)
    picture = b64encode(photograph()).decode()
    told: dict[str, object] = {**WORDS, "pictures": [picture]}
    path = f"/v1/persons/{who}/injuries"
    assert code(offices.send("POST", path, "health-staff", told)) == (422, "invalid-request")
    told |= {"consent": True, "pictures": [b64encode(b"no picture").decode()]}
    assert code(offices.send("POST", path, "health-staff", told))[0] == 415
    bitmap = io.BytesIO()
    Image.new("RGB", (8, 8)).save(bitmap, "BMP")
    told["pictures"] = [b64encode(bitmap.getvalue()).decode()]
    assert code(offices.send("POST", path, "health-staff", told)) == (422, "invalid-request")
    assert offices.send("POST", path, "supervisor", WORDS).status_code == 403
    free = f"/v1/persons/{visitor}/injuries"
    assert code(offices.send("POST", free, "health-staff", WORDS)) == (409, "not-in-custody")
    assert offices.get(path, "health-staff").json()["injuries"] == []


def test_the_persons_key_alone_opens_nothing(offices: Offices) -> None:
    """Papers, merges and the archive hold what it opens: octets that say nothing without a reader's key."""
    who = offices.house.prisoner(3)
    picture = photograph()
    recorded(offices, who, picture)
    store = offices.house.registry
    with store.reading() as view:
        row = view.connection.execute(select(injury_picture)).one()
        opened = key_of_person(view, who).open("injury_picture.image", row.id, row.image)
        assert picture[64:96] not in opened
        (one,) = injuries.pictures(view, row.injury_id)
        assert injuries.picture_for(view, Reader.HEALTH, one.id, one.image) == picture
        with pytest.raises(SealBroken):
            DataKey(one.id, bytes(32)).open("injury_picture.image", one.id, one.image)
        with pytest.raises(SealBroken):
            injuries.picture_for(view, Reader.HEALTH, one.injury_id, one.image)
    with store.writing(offices.house.clock.now()) as unit:
        unit.connection.execute(delete(row_key).where(row_key.c.row_id == OWNERS[Reader.HEALTH]))
    with store.reading() as view:
        assert injuries.picture_for(view, Reader.DEFENDER, one.id, one.image) == picture
        with pytest.raises(SealBroken):
            injuries.picture_for(view, Reader.HEALTH, one.id, one.image)


def test_in_the_archive_the_defender_alone_reads_it(offices: Offices) -> None:
    who = offices.house.prisoner(3)
    offices.send("PUT", f"/v1/persons/{who}/defenders/defender-1", "case-system")
    picture = photograph()
    recorded(offices, who, picture)
    let_go(offices.house, who)
    said = {"ending": "acquitted", "final": offices.house.clock.now().isoformat(), "authority": "12/26"}
    offices.send("POST", f"/v1/persons/{who}/endings", "case-system", said)
    assert offices.send("POST", "/v1/retention/runs", "supervisor").json()["done"] == 1
    path = f"/v1/archive/{who}"
    mine = offices.get(path, "defender").json()["content"]["custodies"][0]["injuries"][0]
    assert mine["said"]["description"] == SEEN
    assert mine["pictures"][0]["data"] == b64encode(picture).decode()
    for header in (actor("auditor"), {"Umbral-Actor": f"self; roles=person; person={who}"}):
        answer = offices.http.get(path, headers=header)
        theirs = answer.json()["content"]["custodies"][0]["injuries"][0]
        assert (theirs["said"], theirs["sealed"], theirs["pictures"][0]["data"]) == (None, None, None)
        assert "forearm" not in answer.text
    with offices.house.registry.reading() as view:
        assert audit_log.secrets_of(view, [who]) == {}


def test_the_octets_lie_nowhere(offices: Offices, tmp_path: Path) -> None:
    who = offices.house.prisoner(3)
    picture = photograph()
    recorded(offices, who, picture)
    offices.get(f"/v1/persons/{who}/injuries", "health-staff")
    canaries = Canaries()
    canaries.show("photograph", picture)
    for words in (SEEN, SAID):
        canaries.say("account", words, piece=12)
    assert len(canaries.needles) > 40
    assert canaries.below([tmp_path]) == []
    (tmp_path / "plain").write_bytes(picture)
    assert canaries.below([tmp_path]) != []


def test_health_staff_find_whom_they_look_after_by_the_whole_name(offices: Offices) -> None:
    who = offices.house.prisoner(3)
    offices.house.visitor(5)
    here = {"facility": offices.house.code}

    def found(name: str, role: str = "health-staff") -> list[str]:
        told = offices.get("/v1/custody/found", role, **here, name=name)
        assert told.status_code == 200, told.text
        return [one["person_id"] for one in told.json()["found"]]

    assert found("person 3") == found("PERSÓN  3") == found(str(who)) == [str(who)]
    assert found("Person") == found("Person 5") == found("%") == []
    assert offices.get("/v1/custody/found", "administrator", **here, name="Person 3").status_code == 403
    away = f"n; roles=health-staff; facilities={offices.house.code}"
    offices.house.elsewhere()
    told = offices.http.get(
        "/v1/custody/found",
        params={"facility": "penal-sur", "name": "Person 3"},
        headers={"Umbral-Actor": away},
    )
    assert told.status_code == 404
