"""Friday night: a workshop is counted twice. At nine all are there; at ten one is missing, one too many."""

from typing import Any
from uuid import UUID, uuid5

from api.contract.roll_calls import LookIn, RollCallIn
from tests.support.story.callers import ANA
from tests.support.story.prison import HERE, NUMBERS, Prison

COUNTS = "/v1/roll-calls"
CAPTURED = {"Prisoner 41": 41, "Prisoner 42": 42}
BY_HAND = "Elena Cruz"
"""Her fingers are bandaged since Monday; the officer knows her."""
STRAY = {"Prisoner 45": 45}
WORKSHOP = (*CAPTURED, BY_HAND)


def told(prison: Prison) -> None:
    """Nobody escaped: Prisoner 42 is somewhere in the house, and the house knows at ten that it must look."""
    prison.at(6, 21)
    prison.telling.of(None)
    nine = _begun(prison)
    for name, body in CAPTURED.items():
        assert _seen(prison, nine, name, body) == "present"
    assert _read(prison, nine)["awaited"] == _people(prison, BY_HAND)
    assert _known_by_sight(prison, nine, BY_HAND) == "present"
    agrees = _closed(prison, nine)
    assert (agrees["standing"], agrees["present"]) == ("agrees", _people(prison, *WORKSHOP))
    assert (agrees["missing"], agrees["extra"], agrees["by_hand"]) == ([], [], _people(prison, BY_HAND))
    _partners_heard(prison, nine, "roll-call.closed")
    prison.at(6, 22)
    ten = _begun(prison)
    assert _seen(prison, ten, "Prisoner 41", 41) == "present"
    for name, body in STRAY.items():
        assert _seen(prison, ten, name, body) == "extra"
    assert _known_by_sight(prison, ten, BY_HAND) == "present"
    differs = _closed(prison, ten)
    assert (differs["standing"], differs["missing"]) == ("differs", _people(prison, "Prisoner 42"))
    assert [(one["person_id"], one["why"]) for one in differs["extra"]] == [
        (str(prison.known[name]), "unlisted") for name in STRAY
    ]
    _partners_heard(prison, ten, "roll-call.missing", "roll-call.extra", "roll-call.closed")


def _begun(prison: Prison) -> str:
    asked = RollCallIn(facility=HERE, persons=tuple(prison.known[name] for name in WORKSHOP))
    begun = prison.wire.post(COUNTS, ANA, asked).json()
    assert (begun["standing"], begun["expected"]) == ("under-way", len(WORKSHOP))
    return str(begun["id"])


def _seen(prison: Prison, count: str, name: str, body: int) -> str:
    """By finger and face; what the look found."""
    found = _look(prison, count, LookIn(id=_number(count, name), samples=prison.shown(body)))
    assert found["person_id"] == str(prison.known[name])
    return str(found["found"])


def _known_by_sight(prison: Prison, count: str, name: str) -> str:
    said = LookIn(id=_number(count, name), person_id=prison.known[name], reason="bandaged")
    return str(_look(prison, count, said)["found"])


def _look(prison: Prison, count: str, look: LookIn) -> dict[str, Any]:
    found: dict[str, Any] = prison.wire.post(f"{COUNTS}/{count}/observations", ANA, look).json()
    return found


def _number(count: str, name: str) -> UUID:
    return uuid5(NUMBERS, f"{name} in {count}")


def _read(prison: Prison, count: str) -> dict[str, Any]:
    stands: dict[str, Any] = prison.wire.get(f"{COUNTS}/{count}", ANA)
    return stands


def _closed(prison: Prison, count: str) -> dict[str, Any]:
    """As it stands from then on."""
    closed: dict[str, Any] = prison.wire.post(f"{COUNTS}/{count}/close", ANA).json()
    assert closed == _read(prison, count)
    return closed


def _people(prison: Prison, *names: str) -> list[str]:
    return sorted(str(prison.known[name]) for name in names)


def _partners_heard(prison: Prison, count: str, *kinds: str) -> None:
    """Of this count, each once."""
    before = len(prison.telling.heard)
    prison.telling.of(None)
    fresh = [one for one in prison.telling.heard[before:] if one["data"].get("roll_call_id") == count]
    assert [one["type"].removeprefix("umbral.") for one in fresh] == list(kinds)
