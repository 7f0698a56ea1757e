"""A problem is an error of the kind that a program acts on, with its code, its sentence and who mends it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from api.contract.answers import Problem
from api.contract.bans import BanIn
from api.contract.client import Umbral
from api.contract.errors import (
    Contradicts,
    Mender,
    NotOnRecord,
    Outdated,
    RequestUnusable,
    RightMissing,
    ServiceRefused,
    refusal,
)
from api.contract.facilities import FacilityIn
from api.contract.gates import ReleaseRequest
from api.problems import STATUS
from tests.support.clock import START
from tests.support.offices import LOCAL, Offices

SOUTH = FacilityIn(name="Penal Sur", zone="America/La_Paz", capacity=400)
NOBODY = UUID(int=99)
Acting = Callable[..., Umbral]


def outdated(acting: Acting) -> None:
    chief = acting("administrator")
    chief.facilities.enter("penal-sur", SOUTH)
    seen = chief.facilities.one("penal-sur")
    chief.facilities.change(seen, SOUTH.model_copy(update={"capacity": 500}))
    chief.facilities.change(seen, SOUTH)


def twice(acting: Acting) -> None:
    for capacity in (400, 500):
        wanted = SOUTH.model_copy(update={"capacity": capacity})
        acting("administrator").facilities.enter("penal-sur", wanted, key="the-same-key")


KINDS: list[tuple[Callable[[Acting], object], type[ServiceRefused], str, Mender]] = [
    (lambda acting: acting("case-system").orders.one(NOBODY), NotOnRecord, "not-on-record", Mender.READER),
    (
        lambda acting: acting("case-system").facilities.enter("penal-sur", SOUTH),
        RightMissing, "role-missing", Mender.AUTHORITY,
    ),
    (
        lambda acting: acting("observer-of-nothing").orders.one(NOBODY),
        RightMissing, "actor-unreadable", Mender.AUTHORITY,
    ),
    (
        lambda acting: acting("gate-officer").gates.release(
            ReleaseRequest(facility="almendra-penal-norte", person_id=NOBODY)
        ),
        NotOnRecord, "not-on-record", Mender.READER,
    ),
    (
        lambda acting: acting("administrator").facilities.enter(
            "penal-sur", SOUTH.model_copy(update={"zone": "Mars/Olympus"})
        ),
        RequestUnusable, "facility-refused", Mender.OPERATOR,
    ),
    (
        lambda acting: acting("supervisor").bans.impose(
            BanIn(person_id=NOBODY, kind="ban", since=START, until=START - timedelta(days=1), reason="?")
        ),
        RequestUnusable, "invalid-request", Mender.PROGRAM,
    ),
    (outdated, Outdated, "version-outdated", Mender.READER),
    (twice, Contradicts, "repeat-differs", Mender.READER),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "code", "mender"), KINDS, ids=[one[2] for one in KINDS])
def test_kinds(
    acting: Acting, call: Callable[[Acting], object], kind: type[ServiceRefused], code: str, mender: Mender
) -> None:
    with pytest.raises(kind) as refused:
        call(acting)
    assert (refused.value.problem.code, refused.value.mender) == (code, mender)
    assert refused.value.sentence


def test_the_sentence_is_in_the_asked_language(offices: Offices) -> None:
    told = set()
    for language in ("en", "es", "fr", "pt", "ro"):
        with Umbral.at(
            LOCAL, "courts", ["case-system"], language=language, transport=offices.transport
        ) as courts:
            with pytest.raises(NotOnRecord) as refused:
                courts.orders.one(NOBODY)
            told.add(refused.value.sentence)
    assert len(told) == 5


def test_every_status_of_the_service_has_its_kind() -> None:
    for _, status in STATUS:
        said = Problem(type="", title="", status=status, detail="no", code="some", advice="")
        assert type(refusal(said)) is not ServiceRefused, status
