"""What can be wrong with a model, and who mends it.

One root; each error carries a stable `code`, the `parameters` of its sentence and an `advice`.
"""

from typing import ClassVar


class ModelError(Exception):
    """Root. The message says what is wrong, the advice who mends it and how."""

    code: ClassVar[str] = "model"
    advice: ClassVar[str] = ""

    def __init__(self, message: str, **parameters: str | int | float) -> None:
        super().__init__(message)
        self.parameters = parameters

    def diagnostics(self) -> str:
        """What is wrong, then what to do about it."""
        return f"{self} {self.advice}".strip()


class UnknownModel(ModelError):
    """A name that the registry does not hold, or a use that its entry does not allow."""

    code = "model.unknown"
    advice = "`umbral models list` shows every model's name and kind."


class ModelMissing(ModelError):
    """The registry knows the model, but its converted file has not been built here."""

    code = "model.missing"
    advice = "Run `umbral models build`."


class ModelNotInstalled(ModelMissing):
    """The registry knows where the model is published, but it has not been installed here."""

    code = "model.not-installed"
    advice = "Run `umbral models install recommended`; without internet, with `--from FOLDER`."


class SourceMissing(ModelError):
    """The package that carries the published weights, or the file in it, is not installed."""

    code = "model.source-missing"
    advice = "Install Umbral's dependencies again, then run `umbral models build`."


class ModelChanged(ModelError):
    """A file's bytes are not those that the registry pins: it is never loaded."""

    code = "model.changed"
    advice = (
        "Do not use this machine's answers until an administrator knows why. "
        "A result is made anew by `umbral models build`; a source by installing its package again."
    )

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(
            f"{file} is not the file that the registry pins: expected sha256 {expected}, found {found}.",
            file=file,
            expected=expected,
            found=found,
        )


class ModelRefused(ModelError):
    """The bytes are not a model that may be opened: malformed, or reaching outside themselves."""

    code = "model.refused"
    advice = "Install the model's package again; if that does not help, report the file's sha256."


class ModelNotWritten(ModelError):
    """The folder for converted models cannot be written."""

    code = "model.not-written"
    advice = "Free space there, or set UMBRAL_MODELS to a folder that this user may write."


class FetchFailed(ModelError):
    """A published file cannot be had: not in the folder, or the server does not give it."""

    code = "model.fetch-failed"
    advice = "Nothing was installed. Check the address or the folder, and try again."


class FileRefused(ModelError):
    """Fetched bytes that are not the published file."""

    code = "model.file-refused"
    advice = (
        "Nothing was installed. Fetch the file again from its official address; a mirror may have changed it."
    )


class SiteModelRefused(ModelError):
    """A model of the site's own, or what is written about it, cannot be taken."""

    code = "model.site-refused"
    advice = "Nothing was added. Correct the entry, or ask the model's vendor for another export."
