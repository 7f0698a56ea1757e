"""Roll-call and legal basis as a program calls them."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from api.contract.client import Seen, Umbral
from api.contract.custody import PlaceIn
from api.contract.errors import Outdated
from api.contract.legal_basis import BasisIn, BasisList, BasisOut, ExtensionIn, SuspensionIn, TermIn
from api.contract.roll_calls import LookIn, RollCallIn
from tests.support.clock import START
from tests.support.offices import Offices

Acting = Callable[..., Umbral]


def test_a_count_from_its_beginning_to_its_end(acting: Acting, offices: Offices) -> None:
    found, missing = offices.house.prisoner(1), offices.house.prisoner(2)
    gate = acting("gate-officer").roll_calls
    call = gate.begin(RollCallIn(facility=offices.house.code))
    gate.begin(RollCallIn(facility=offices.house.code, persons=(found,)))
    seen = gate.look(call.id, LookIn(id=uuid4(), person_id=found, reason="bandaged"))
    assert (seen.found, seen.awaited) == ("present", 1)
    assert [len(list(gate.every(running=running, page_size=1))) for running in (True, False)] == [2, 0]
    assert gate.close(call.id).missing == gate.one(call.id).missing == [missing]


def test_what_a_clock_counts_by_is_changed_by_whoever_saw_it(acting: Acting, offices: Offices) -> None:
    who = offices.house.prisoner(1)
    courts = acting("case-system").legal_bases

    def seen() -> Seen[BasisList]:
        return courts.of(who)

    with pytest.raises(ValueError, match="no legal basis"):
        courts.set_term(who, TermIn(), seen())
    first = courts.begin(who, BasisIn(basis="pre-trial", authority="Juzgado Tercero"), seen())
    before = seen()
    assert courts.set_term(who, TermIn(term="6 months"), before).term == "6 months"
    with pytest.raises(Outdated):
        courts.set_term(who, TermIn(), before)
    one = courts.extend(who, ExtensionIn(authority="Sala Penal"), seen()).extensions[0].id
    stood = courts.suspend(who, SuspensionIn(reason="escape", begins=START), seen()).suspensions[0].id
    offices.house.clock.advance_to(START.replace(day=5))
    assert courts.resume(who, stood, seen()).suspensions[0].ends == START.replace(day=5)
    assert courts.revoke_suspension(who, stood, seen()).suspensions[0].revoked_at is not None
    courts.begin(who, BasisIn(basis="sentenced", authority="Juzgado Tercero", term="4 years"), seen())
    stale = seen()
    assert revoked(courts.revoke_extension(who, one, stale)) == [True], "of the basis before, too"
    with pytest.raises(Outdated):
        courts.revoke_suspension(who, stood, stale)
    with pytest.raises(ValueError, match="no such"):
        courts.revoke_extension(who, UUID(int=7), seen())
    assert [(each.id == first.id, each.ends is None) for each in seen().record.periods] == [
        (True, False),
        (False, True),
    ]


def revoked(basis: BasisOut) -> list[bool]:
    return [one.revoked_at is not None for one in basis.extensions]


def test_where_somebody_is_held_in_the_house(acting: Acting, offices: Offices) -> None:
    who: UUID = offices.house.prisoner(1)
    desk = acting("intake-officer").custody
    assert desk.place(desk.of(who), PlaceIn(wing="B", cell="B-14")).cell == "B-14"
    here = [list(desk.held(offices.house.code, wing=wing, clock="ok")) for wing in ("B", "A")]
    assert [[one.person_id for one in found] for found in here] == [[who], []]
