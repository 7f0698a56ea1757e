"""Past decisions that relied on a wrong link: found, returned, told to whoever was told of the decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from api.adjudication.judgement import Judgement
from api.gates.decision import Party
from api.registry import decisions, outbox
from api.registry.decisions import StoredDecision
from api.registry.outbox import NumberedEvent
from api.registry.registry import Registry
from api.service import IdentityService
from tests.support.adjudication import NOW, NotingGallery, enrol, new_encounter, settled_case
from tests.support.wired import wired

DAY = timedelta(days=1)
SAME, DIFFERENT, _ = Judgement


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[IdentityService, Registry]]:
    service, registry = wired(tmp_path, NotingGallery())
    yield service, registry
    registry.close()


def decided(registry: Registry, person: UUID, at: datetime, told: tuple[Party, ...] = ()) -> UUID:
    """A gate decided about somebody, and addressed some parties."""
    with registry.writing(at) as unit:
        made = decisions.record(
            unit,
            StoredDecision(
                gate="visit-entry",
                subject_id=person,
                outcome="admit",
                findings=(),
                policy="p",
                at=at,
                officer="o",
                addressed=tuple(party.value for party in told),
            ),
        )
    return made.id


def notices(registry: Registry) -> list[NumberedEvent]:
    """Every event, numbered."""
    with registry.writing(NOW) as unit:
        outbox.number(unit, 100)
        return list(outbox.after(unit, 0, 100))


def test_a_merge_names_the_decisions_made_while_the_two_passed_for_two(
    house: tuple[IdentityService, Registry],
) -> None:
    service, registry = house
    alma, _ = enrol(registry, b"alma")
    decided(registry, alma, NOW - DAY)  # nobody could have known better
    ana, theirs = enrol(registry, b"ana")
    of_alma = decided(registry, alma, NOW + DAY, (Party.COURT,))
    of_ana = decided(registry, ana, NOW + 2 * DAY, (Party.DEFENDER, Party.COURT))
    case_id = settled_case(registry, alma, theirs, SAME)
    done = service.relinking.merge(into=alma, source=ana, case_id=case_id, by="chief")
    assert [one.id for one in done.decisions] == [of_alma, of_ana]
    told = [one for one in notices(registry) if one.content.type == "decision.relied-on-wrong-link"]
    assert [(one.content.facts["decision_id"], one.person_id, one.content.parties) for one in told] == [
        (str(of_alma), alma, ("court",)),
        (str(of_ana), ana, ("court", "defender")),
    ]
    (kept,) = service.relinking.history(ana)
    assert kept == done
    assert kept.relink.relied == (str(of_alma), str(of_ana))
    (merged,) = [one for one in notices(registry) if one.content.type == "person.merged"]
    assert merged.content.facts == {"remaining_id": str(alma), "ceased_id": str(ana)}


def test_an_unmerge_names_the_decisions_since_the_encounter_stood_there(
    house: tuple[IdentityService, Registry],
) -> None:
    service, registry = house
    alma, _ = enrol(registry, b"alma")
    bruno, _ = enrol(registry, b"bruno")
    decided(registry, alma, NOW + DAY)
    with registry.writing(NOW + 2 * DAY) as unit:
        wrong = new_encounter(unit, alma, b"somebody")
    since = decided(registry, alma, NOW + 3 * DAY)
    decided(registry, bruno, NOW + 3 * DAY)
    case_id = settled_case(registry, alma, wrong, DIFFERENT)
    done = service.relinking.move([wrong], source=alma, to=bruno, case_id=case_id, by="chief")
    assert [one.id for one in done.decisions] == [since]
    (unmerged,) = [one for one in notices(registry) if one.content.type == "person.unmerged"]
    assert unmerged.content.facts == {"from_id": str(alma), "to_id": str(bruno)}


def test_nothing_moved_is_nothing_told(house: tuple[IdentityService, Registry]) -> None:
    service, registry = house
    alma, _ = enrol(registry, b"alma")
    ana, theirs = enrol(registry, b"ana")
    case_id = settled_case(registry, alma, theirs, DIFFERENT)
    with pytest.raises(Exception, match="does not say"):
        service.relinking.merge(into=alma, source=ana, case_id=case_id, by="chief")
    assert notices(registry) == []
