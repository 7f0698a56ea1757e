"""A roll-call asked for over HTTP: begun, looked at one by one, read and closed."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.contract.samples import SampleIn
from api.registry import custody, movements
from api.registry.movements import Movement, MovementKind
from tests.support.house import House, person_id, shown
from tests.support.offices import Offices

ONE_LIKE_SEVEN = (shown(7, impression=2)[-1],)
"""A face that may be that of person 7: a poor picture."""


def put(house: House, who: UUID, wing: str) -> None:
    with house.registry.writing(house.clock.now()) as unit:
        seen = custody.open_of(unit, who)
        custody.place(unit, seen, facility_id=seen.facility_id, wing=wing)


def leaves(house: House, number: int) -> None:
    """Somebody goes to court."""
    with house.registry.writing(house.clock.now()) as unit:
        held = custody.open_of(unit, person_id(number))
        movements.enter(
            unit,
            Movement(
                episode_id=held.id, person_id=held.person_id, kind=MovementKind.COURT, at=house.clock.now()
            ),
        )


def begin(offices: Offices, role: str = "gate-officer", key: str = "", **asked: Any) -> httpx.Response:
    body = {"facility": offices.house.code, **(asked or {"wing": "B"})}
    return offices.send("POST", "/v1/roll-calls", role, body, key=key)


def opened(offices: Offices, **asked: Any) -> str:
    return str(begin(offices, **asked).json()["id"])


def sent(samples: Sequence[SampleIn]) -> list[dict[str, Any]]:
    return [
        {"modality": one.modality, "position": one.position, "data": b64encode(one.data).decode()}
        for one in samples
    ]


def look(offices: Offices, call: str, number: int | None = None, *, key: str = "", **said: Any) -> Any:
    """At somebody, by finger and face unless it is said otherwise."""
    body = {"id": str(uuid4())} | ({} if number is None else {"samples": sent(shown(number))}) | said
    return offices.send("POST", f"/v1/roll-calls/{call}/observations", "gate-officer", body, key=key)


def by_hand(offices: Offices, call: str, number: int, **said: Any) -> Any:
    return look(offices, call, person_id=str(person_id(number)), reason="bandaged", **said)


def read(offices: Offices, call: str) -> Any:
    return offices.get(f"/v1/roll-calls/{call}", "auditor").json()


def close(offices: Offices, call: str, key: str = "") -> httpx.Response:
    return offices.send("POST", f"/v1/roll-calls/{call}/close", "gate-officer", key=key)


def people(*numbers: int) -> list[str]:
    return [str(person_id(number)) for number in numbers]
