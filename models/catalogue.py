"""One name, whichever way its model came here: built from a package, installed, or added by the site."""

from models.entries import Entry, Installable, entries, installables
from models.errors import UnknownModel
from models.places import read_installed, read_result
from models.site import SiteModel, site_model

Model = Entry | Installable | SiteModel


def find(name: str) -> Model:
    """Raises UnknownModel; SiteModelRefused where a site's own entry was spoilt."""
    known: list[Model] = [*entries(), *installables()]
    found = next((model for model in known if model.name == name), None)
    return found or site_model(name)


def read_onnx(name: str) -> bytes:
    """The ONNX bytes of a model, with the pinned hash.

    Raises UnknownModel, ModelMissing (ModelNotInstalled), ModelChanged, ModelRefused.
    """
    model = find(name)
    if model.result is None:
        raise UnknownModel(f"The model {name} is not ONNX: it is read, not opened.", name=name)
    if isinstance(model, Entry):
        return read_result(model, model.result)
    return read_installed(model.name, model.result)
