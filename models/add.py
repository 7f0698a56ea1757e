"""Takes a face embedder that the site licensed: entry read, file hashed and tried, then put in place."""

from pathlib import Path
from typing import Final

from models.build import Say, write_whole
from models.errors import SiteModelRefused, UnknownModel
from models.places import read_pinned, weights_folder
from models.site import FOLDER, SiteModel, read_entry, site_model
from models.trial import tried

_LARGEST_TEXT: Final = 256 * 1024


def add(file: Path, entry_file: Path, say: Say) -> SiteModel:
    """Add the model; `registry.open` then knows it by its name. Raises ModelError: nothing is added then.

    The same model may be added again; another one under a name and version that are taken may not, because
    templates made by the two would bear one name.
    """
    entry = _bounded(entry_file)
    model = read_entry(entry)
    card = _bounded(entry_file.parent / model.card)
    if not card.decode("utf-8", errors="replace").strip():
        raise SiteModelRefused(f"The card {model.card} is empty: it says what the model is good for.")
    _refuse_another(model)
    say(f"{model.name}: licence {model.licence!r} as the entry states it")
    data = read_pinned(file, model.result.sha256)
    say(f"{model.name}: {file} has the entry's sha256 {model.result.sha256}")
    tried(data, model.dimension)
    say(f"{model.name}: tried with 112 x 112 chips, {model.dimension} numbers a face")
    folder = weights_folder() / FOLDER
    write_whole(folder / f"{model.name}.onnx", data)
    write_whole(folder / f"{model.name}.md", card)
    write_whole(folder / f"{model.name}.toml", entry)  # last: what has no entry is not known
    return model


def _refuse_another(model: SiteModel) -> None:
    try:
        there = site_model(model.name)
    except UnknownModel:
        return
    if there.version == model.version and there != model:
        raise SiteModelRefused(
            f"{model.name} {model.version} is here already with another file or other numbers: "
            "a changed model needs another version."
        )


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_TEXT + 1)
    except OSError as error:
        raise SiteModelRefused(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _LARGEST_TEXT:
        raise SiteModelRefused(f"{path} is larger than {_LARGEST_TEXT} bytes.")
    return data
