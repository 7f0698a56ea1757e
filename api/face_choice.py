"""Which face models a service works with: what is set, else what the faces on record were made with.

A default that followed what happens to be installed would, after an installation, make a service unable to
read its own records. So the records are looked at first; an empty store begins with the recommended models.
"""

from collections.abc import Iterator

from api.errors import FaceModelsMismatch
from matcher.face.choice import FALLBACK, RECOMMENDED, FaceModels, face_models, preferred
from models.errors import UnknownModel
from models.site import site_models


def face_models_for(setting: str | None, held: frozenset[str]) -> FaceModels:
    """held: the extractors of the faces on record.

    Raises FaceModelsMismatch where they are not those of one pair, the one that is set; UnknownModel for a
    name that is none; ModelNotInstalled, ModelMissing or ModelChanged where the pair's models are not here.
    """
    chosen = _chosen(setting, held)
    if held - {chosen.extractor}:
        listed = ", ".join(sorted(held))
        raise FaceModelsMismatch(
            f"The faces on record were made by {listed}; the service is to use {chosen.extractor}.",
            found=listed,
            expected=chosen.extractor,
        )
    chosen.require()
    return chosen


def _chosen(setting: str | None, held: frozenset[str]) -> FaceModels:
    if setting is not None:
        return face_models(setting)
    if not held:
        return preferred()
    return next((known for known in _known() if known.extractor in held), face_models(FALLBACK))


def models_of(extractor: str) -> FaceModels:
    """The pair that makes templates of this name. Raises UnknownModel where none does any more."""
    for known in _known():
        if known.extractor == extractor:
            return known
    raise UnknownModel(f"No face models here make templates of {extractor}.", name=extractor)


def _known() -> Iterator[FaceModels]:
    yield face_models(FALLBACK)
    yield face_models(RECOMMENDED)
    for model in site_models():
        yield face_models(model.name)
