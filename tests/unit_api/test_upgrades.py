"""A store of an older version opens, with everybody in it, and everybody is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.errors import StoreNewer
from api.registry import custody, galleries, movements, names
from api.registry.custody import LegalStatus
from api.registry.galleries import Gallery
from api.registry.movements import MovementKind
from api.registry.registry import Registry
from matcher.domain import Decision, FingerPosition, Modality, Sample
from matcher.extraction import Extractors
from matcher.fingerprint.parameters import EXTRACTOR
from tests.support.older_store import ENROLLED, add_as_then, make_older_store
from tests.support.prints import print_png
from tests.support.wired import started, wired


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_people_of_an_older_store_are_read(tmp_path: Path, revision: str) -> None:
    keyring = make_older_store(tmp_path, revision)
    ana = add_as_then(tmp_path, keyring, "Ana Știrbei", gallery="custody", payload=b"minutiae")
    nameless = add_as_then(tmp_path, keyring, None, gallery="visitors", payload=b"others")
    registry = Registry.open(tmp_path / "umbral.db", tmp_path / "keys")
    read = registry.person(ana)
    assert (read.name, read.enrolled_at, read.galleries) == ("Ana Știrbei", ENROLLED, (Gallery.CUSTODY,))
    assert read.samples[0].grade is None
    assert registry.sample(ana, read.samples[0].id).sample.data == b"image"
    assert registry.person(nameless).name is None
    assert registry.person(nameless).galleries == (Gallery.VISITORS,)
    assert {person.id for person in registry.templates()} == {ana, nameless}
    registry.close()


def test_who_was_in_custody_has_an_episode_that_waits_to_be_mended(tmp_path: Path) -> None:
    keyring = make_older_store(tmp_path, "0002")
    ana = add_as_then(tmp_path, keyring, "Ana Știrbei", gallery="custody", payload=b"minutiae")
    add_as_then(tmp_path, keyring, "Bruno Lima", gallery="staff", payload=b"others")
    registry = Registry.open(tmp_path / "umbral.db", tmp_path / "keys")
    with registry.reading() as view:
        (episode,) = custody.without_case_file(view)
        assert (episode.person_id, episode.admitted, episode.legal_status, episode.facility_id) == (
            ana,
            ENROLLED,
            LegalStatus.UNRECORDED,
            None,
        )
        (line,) = movements.of_episode(view, episode.id)
        assert (line.kind, line.at, line.concluded) == (MovementKind.ADMISSION, ENROLLED, ENROLLED)
        assert [one.since for one in galleries.history(view, ana)] == [ENROLLED]
        assert names.bearing(view, "stirbei, ANA") == {ana}
    with registry.writing(ENROLLED) as unit:
        assert custody.end(unit, episode).ended == ENROLLED
    registry.close()


def test_people_of_an_older_store_are_found(tmp_path: Path) -> None:
    keyring = make_older_store(tmp_path, "0002")
    enrolled = {}
    for seed, gallery in ((1, "custody"), (2, "visitors")):
        sample = Sample(Modality.FINGER, print_png(seed, 2, 1), FingerPosition.RIGHT_INDEX)
        (made,) = Extractors().extract(sample)
        payload = made.template.payload
        enrolled[seed] = add_as_then(
            tmp_path, keyring, "x", gallery=gallery, payload=payload, extractor=EXTRACTOR
        )
    service, _ = wired(tmp_path)
    with started(service):
        service.join()
        for seed, person in enrolled.items():
            probe = Sample(Modality.FINGER, print_png(seed, 2, 2), FingerPosition.RIGHT_INDEX)
            answer = service.identify([probe], k=1)
            assert answer.result.decision is Decision.MATCH
            assert [found.person.id for found in answer.found] == [person]
            among = service.identify([probe], k=1, galleries=["custody"])
            assert (among.result.decision is Decision.MATCH) == (seed == 1)
            assert among.result.population == 1


def test_a_store_of_a_later_version_is_not_opened(tmp_path: Path) -> None:
    """An administrator who went back to an older program is told so, and the store stays as it is."""
    Registry.open(tmp_path / "umbral.db", tmp_path / "keys").close()
    with closing(sqlite3.connect(tmp_path / "umbral.db", isolation_level=None)) as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreNewer) as told:
            Registry.open(tmp_path / "umbral.db", tmp_path / "keys")
        assert told.value.parameters == {"revision": "9999"}
        assert store.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
