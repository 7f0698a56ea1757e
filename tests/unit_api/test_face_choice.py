"""Which face models a service begins with, and when it refuses to begin."""

from pathlib import Path

import pytest

from api.errors import FaceModelsMismatch, SettingsRefused
from api.face_choice import face_models_for
from api.registry.registry import Registry
from api.service import IdentityService
from api.settings import Settings
from matcher.domain import Decision, Modality, Sample
from matcher.extraction import Extractors
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import ExtractorMismatch
from models.errors import ModelNotInstalled, UnknownModel
from tests.support.portraits import portrait_jpeg
from tests.support.recommended import installed_recommended
from tests.support.wired import started, wired

RECOMMENDED = "yunet-1.omz-0095-1"
EMPTY: frozenset[str] = frozenset()


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with the fallback alone."""
    from models.build import build  # noqa: PLC0415 - only where it is needed

    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path / "weights"))
    monkeypatch.setattr("models.registry._sessions", {})
    build(lambda _: None)
    return tmp_path / "weights"


@pytest.mark.usefixtures("bare")
def test_without_the_recommended_models_the_fallback_serves() -> None:
    assert face_models_for(None, EMPTY).extractor == EXTRACTOR
    assert face_models_for(None, frozenset({EXTRACTOR})).extractor == EXTRACTOR
    assert face_models_for("fallback", frozenset({EXTRACTOR})).extractor == EXTRACTOR


@pytest.mark.usefixtures("bare")
def test_what_is_set_or_on_record_must_be_installed() -> None:
    for setting, held in (("recommended", EMPTY), (None, frozenset({RECOMMENDED}))):
        with pytest.raises(ModelNotInstalled):
            face_models_for(setting, held)
    with pytest.raises(UnknownModel):
        face_models_for("nobody", EMPTY)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("setting", "held"),
    [
        ("recommended", {EXTRACTOR}),
        ("fallback", {RECOMMENDED}),
        (None, {EXTRACTOR, RECOMMENDED}),
        (None, {"yunet-1.lost-9"}),
    ],
)
def test_faces_of_other_models_stop_the_service(setting: str | None, held: set[str]) -> None:
    with pytest.raises(FaceModelsMismatch) as caught:
        face_models_for(setting, frozenset(held))
    assert "never compared" in caught.value.diagnostics()


@pytest.mark.data
def test_installed_models_serve_new_records_and_leave_old_ones_alone(bare: Path) -> None:
    installed_recommended(bare)
    assert face_models_for(None, EMPTY).extractor == RECOMMENDED
    assert face_models_for(None, frozenset({EXTRACTOR})).extractor == EXTRACTOR
    assert face_models_for(None, frozenset({RECOMMENDED})).extractor == RECOMMENDED


def test_the_store_tells_which_extractor_made_its_faces(tmp_path: Path) -> None:
    service, registry = wired(tmp_path)
    assert registry.face_extractors() == EMPTY
    with started(service):
        service.join()
        service.enrol([Sample(Modality.FACE, portrait_jpeg())], name=None, gallery="staff")
        assert registry.face_extractors() == {EXTRACTOR}


def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    assert Settings.load(tmp_path).face_models is None
    assert Settings.load(tmp_path, face_models="recommended").face_models == "recommended"
    for wrong in ("", "../etc", "A", "two words"):
        with pytest.raises(SettingsRefused, match="face_models"):
            Settings.load(tmp_path, face_models=wrong)


@pytest.mark.data
def test_a_service_enrols_and_finds_with_the_recommended_models(bare: Path, tmp_path: Path) -> None:
    installed_recommended(bare)
    registry = Registry.open(tmp_path / "umbral.db", tmp_path / "keys")
    faces = face_models_for(None, registry.face_extractors())
    gallery = LocalGallery(faces.extractor)
    service = IdentityService(registry, gallery, Extractors(faces), fpir=0.01, fmr=0.0001)
    with started(service):
        service.join()
        enrolled = service.enrol([Sample(Modality.FACE, portrait_jpeg())], name=None, gallery="staff")
        assert registry.face_extractors() == {RECOMMENDED}
        with pytest.raises(FaceModelsMismatch):
            face_models_for("fallback", registry.face_extractors())
        found = service.identify([Sample(Modality.FACE, portrait_jpeg(quality=40))], k=1)
        verified = service.verify(enrolled.id, [Sample(Modality.FACE, portrait_jpeg(quality=40))])
    assert found.found[0].person.id == enrolled.id
    assert verified.result.decision is Decision.MATCH
    assert service.holdings().face_extractor == RECOMMENDED


def test_a_gallery_of_other_faces_than_are_extracted_serves_nobody(tmp_path: Path) -> None:
    with pytest.raises(ExtractorMismatch, match=RECOMMENDED):
        wired(tmp_path, LocalGallery(RECOMMENDED))
