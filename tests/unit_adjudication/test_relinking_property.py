"""Whatever is merged and taken apart: nothing is lost, searches follow, the way back leads to the start."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.adjudication.judgement import Judgement
from api.registry import belongings, moved, names, relinking
from api.registry.belongings import BELONGINGS, ENCOUNTERS
from api.registry.names import NameKind
from api.registry.registry import Registry
from api.registry.relinking import Relink
from api.service import IdentityService
from tests.support.adjudication import NOW, NotingGallery, enrol, new_encounter, settled_case
from tests.support.wired import wired

SAME, DIFFERENT, _ = Judgement
PEOPLE = 4
State = dict[str, object]


House = tuple[IdentityService, Registry, NotingGallery]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service over four people with two encounters and a name each. Every example leaves it as it was."""
    gallery = NotingGallery()
    service, registry = wired(tmp_path_factory.mktemp("relinking"), gallery)
    for number in range(PEOPLE):
        person, _ = enrol(registry, bytes([65 + number]))
        with registry.writing(NOW) as unit:
            new_encounter(unit, person, bytes([97 + number]))
            names.add(unit, person, NameKind.CLAIMED, f"Name {number}")
        record = registry.templates_of(person)
        assert record is not None
        gallery.upsert(person, record.templates)
    yield service, registry, gallery
    registry.close()


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "move", "move to new"]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_moves_followed_by_their_inverses_change_nothing(
    house: House, steps: list[tuple[str, int, int]]
) -> None:
    service, registry, gallery = house
    start, before = state(registry), dict(gallery.held)
    done = [relink for step in steps if (relink := taken(service, registry, *step)) is not None]
    agree(registry, gallery, start)
    for relink in reversed(done):
        case_id = opposite(registry, relink)
        service.relinking.undo(relink.id, case_id=case_id, by="chief")
    agree(registry, gallery, start)
    after = state(registry)
    for new in after.keys() - start.keys():
        own = after.pop(new)  # somebody new, who turned out to be nobody: a member of a gallery, and no more
        assert not own[ENCOUNTERS.place]
        assert not own["person_name.person_id"]
    assert after == start
    assert gallery.held == before


def taken(service: IdentityService, registry: Registry, what: str, one: int, other: int) -> Relink | None:
    """One step, if there is anything it could be done with."""
    owners = current(registry)
    source = owners[one % len(owners)]
    encounters = held(registry, source)
    encounter = encounters[other % len(encounters)]
    others = [owner for owner in owners if owner != source]
    if what == "merge" and others:
        into = others[other % len(others)]
        case_id = settled_case(registry, into, encounter, SAME)
        return service.relinking.merge(into=into, source=source, case_id=case_id, by="chief").relink
    if len(encounters) > 1:
        to = others[other % len(others)] if others and what == "move" else None
        case_id = settled_case(registry, source, encounter, DIFFERENT)
        done = service.relinking.move([encounter], source=source, to=to, case_id=case_id, by="chief")
        return done.relink
    return None


def opposite(registry: Registry, relink: Relink) -> UUID:
    """A settled case that takes a move back."""
    with registry.reading() as view:
        came = min(relinking.encounters_of(view, relink.id))
    if relink.kind.value == "merge":
        return settled_case(registry, relink.to_id, came, DIFFERENT)
    return settled_case(registry, relink.from_id, came, SAME)


def state(registry: Registry) -> dict[UUID, dict[str, list[UUID]]]:
    """Whose every row is, of those who ceased too."""
    everybody = current(registry)
    with registry.reading() as view:
        ceased = [gone for person in everybody for gone in moved.ceased_into(view, person)]
        return {
            person: {one.place: belongings.rows_of(view, one, person) for one in BELONGINGS}
            for person in (*everybody, *ceased)
        }


def current(registry: Registry) -> list[UUID]:
    """Everybody who has not ceased."""
    return sorted(record.id for record in registry.page(None, 100))


def held(registry: Registry, person: UUID) -> list[UUID]:
    with registry.reading() as view:
        return belongings.rows_of(view, ENCOUNTERS, person)


def agree(registry: Registry, gallery: NotingGallery, start: dict[UUID, dict[str, list[UUID]]]) -> None:
    """The gallery holds whom the store has, with their templates opened; no row was lost on the way."""
    stored = {record.id: record for record in registry.page(None, 100)}
    assert gallery.held.keys() == stored.keys()
    for person in stored:
        record = registry.templates_of(person)
        assert record is not None
        assert gallery.held[person] == [one.payload for one in record.templates if one is not None]
    for place in (ENCOUNTERS.place, "person_name.person_id"):
        rows = Counter(row for person in state(registry).values() for row in person[place])
        assert rows == Counter(row for person in start.values() for row in person[place])
