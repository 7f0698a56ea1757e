"""A site's labelled samples -> its own offset, or a whole calibration of its own model; kept in the data
directory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from api.face_choice import face_models_for
from api.home import DataDirectory
from api.registry.registry import Registry
from api.settings import Settings
from matcher import calibration, site_record
from matcher.calibration import Calibration
from matcher.comparing import compare_all
from matcher.differential.labels import MOST_SAMPLES, read_owners
from matcher.domain import Modality, Sample
from matcher.extraction import Extractors
from matcher.face.choice import FALLBACK, RECOMMENDED, FaceModels, face_models
from matcher.site_calibration import LEAST_NON_MATED, LEAST_PERSONS, Shift, SiteDataRefused, refit
from matcher.site_fit import SiteFit, fit_whole
from matcher.site_record import SiteOffset

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".jp2", ".tif", ".tiff", ".bmp", ".wsq"})


@dataclass(frozen=True, slots=True)
class SiteSamples:
    """opened: what reads each sample; owners: whose each is. All of one modality."""

    modality: Modality
    opened: tuple[Callable[[], Sample], ...]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refitted:
    """made: of a model that is shipped with a calibration the shift of its offset, else the whole of one.

    failures: samples without template. kept: the record's file, None where nothing was to be kept.
    """

    extractor: str
    made: Shift | SiteFit
    failures: int
    kept: Path | None

    def facts(self) -> dict[str, Any]:
        """What is told of it, and kept with it."""
        made = asdict(self.made) if isinstance(self.made, Shift) else self.made.facts()
        return {**made, "failures": self.failures}


def recalibrate(
    samples: SiteSamples,
    settings: Settings,
    *,
    keep: bool,
    progress: Callable[[int], None],
    models: str | None = None,
) -> Refitted:
    """Refit the offset of the extractor that the data directory's service works with; of a model of the
    site's own, with which no calibration is shipped, fit the whole.

    models: other face models than those in use, before the faces on record are moved to them. Raises
    DirectoryInUse while a service runs; SiteDataRefused, FaceModelsMismatch, CalibrationMissing, ModelError.
    """
    with DataDirectory(settings.home) as directory:
        faces = _faces(directory, settings) if models is None else _named(models)
        compared = compare_all(samples.opened, Extractors(faces), progress)
        shipped = _shipped(samples.modality, faces)
        made: Shift | SiteFit
        if shipped is None:
            made = fit_whole(samples.modality, faces.extractor, compared.scores, samples.owners)
        else:
            made = refit(shipped, compared.scores, samples.owners)
        extractor = faces.extractor if shipped is None else shipped.extractor
        refitted = Refitted(extractor, made, len(compared.failures), None)
        return replace(refitted, kept=_kept(directory, refitted, shipped)) if keep else refitted


def _shipped(modality: Modality, faces: FaceModels) -> Calibration | None:
    """None for a face model of the site's own."""
    if modality is Modality.FINGER:
        return calibration.shipped(modality)
    if faces.name in (FALLBACK, RECOMMENDED):
        return calibration.shipped(modality, faces.extractor)
    return None


def _kept(directory: DataDirectory, refitted: Refitted, shipped: Calibration | None) -> Path:
    facts = {**refitted.facts(), "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    if isinstance(refitted.made, Shift):
        assert shipped is not None  # noqa: S101 - it was shifted
        offset = SiteOffset(refitted.made.offset, shipped.fingerprint(), facts)
        return site_record.write(directory.calibration, shipped.modality, shipped.extractor, offset)
    whole = replace(refitted.made.calibration, fit=facts)
    return site_record.write_whole(directory.calibration, whole.modality, whole.extractor, whole.record())


def site_samples(place: Path, modality: Modality, dpi: float | None) -> SiteSamples:
    """Those of a folder of folders, or of a CSV beside its files. Raises SiteDataRefused, LabelsRefused."""
    found = list(_in_folder(place) if place.is_dir() else _in_table(place))
    if not found:
        raise SiteDataRefused(
            f"{place} holds no folders of images. {LEAST_PERSONS} persons and {LEAST_NON_MATED} comparisons "
            "between them are the least.",
            persons=0,
            comparisons=0,
        )
    if len(found) > MOST_SAMPLES:
        raise SiteDataRefused(f"{place} holds {len(found)} samples; {MOST_SAMPLES} are the most.")
    opened = tuple(partial(_sample, path, modality, dpi) for path, _ in found)
    return SiteSamples(modality, opened, tuple(owner for _, owner in found))


@contextmanager
def _registry(directory: DataDirectory, settings: Settings) -> Iterator[Registry]:
    registry = Registry.open(settings.store(directory.database), settings.keys(directory.keys))
    try:
        yield registry
    finally:
        registry.close()


def _faces(directory: DataDirectory, settings: Settings) -> FaceModels:
    """The pair that the service over this directory works with."""
    with _registry(directory, settings) as registry:
        return face_models_for(settings.face_models, registry.face_extractors())


def _named(models: str) -> FaceModels:
    """Nobody is moved to models without a calibration, so it is fitted while others are in use."""
    named = face_models(models)
    named.require()
    return named


def _in_folder(place: Path) -> Iterator[tuple[Path, str]]:
    for folder in sorted(path for path in place.iterdir() if path.is_dir()):
        images = sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGES)
        yield from ((image, folder.name) for image in images)


def _in_table(place: Path) -> Iterator[tuple[Path, str]]:
    root = place.resolve().parent
    for file, owner in read_owners(place.read_bytes()):
        path = (root / file).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise SiteDataRefused(f"There is no file {file!r} beside {place}.")
        yield path, owner


def _sample(path: Path, modality: Modality, dpi: float | None) -> Sample:
    return Sample(modality, path.read_bytes(), dpi=dpi, principal=modality is Modality.FACE)
