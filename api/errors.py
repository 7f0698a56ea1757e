"""The service's own errors, in the families of `matcher.errors` and one more: whoever runs the service.

`code` is stable and goes over the wire; its words are in `api/contract/strings`.
"""

import re
from enum import StrEnum

from matcher.errors import DataError, IntegrityError, OperatorError, UmbralError

_PLACE = re.compile(r"([A-Za-z_][\w.\-]*): ")  # names in the order in which they lie in one another


class DeploymentError(UmbralError):
    """The one who runs the service can mend it: a setting, a path, a second process."""


class SettingsRefused(DeploymentError):
    """A setting is missing, wrong or unsafe."""

    code = "settings-refused"
    advice = "Correct it in umbral.toml, in the UMBRAL_* variables or on the command line."


class DirectoryInUse(DeploymentError):
    """Another process holds the data directory."""

    code = "directory-in-use"
    advice = "Stop the other process, or talk to it with --url."


class PortInUse(DeploymentError):
    """The address cannot be listened on."""

    code = "port-in-use"
    advice = "Stop the other program, or choose another port with --port."


class FaceModelsMismatch(DeploymentError):
    """The faces on record were made by other models than the service is to use."""

    code = "face-models-mismatch"
    advice = (
        "Templates of two versions are never compared. Take face_models out of umbral.toml, or set it to "
        "what the record was made with; `umbral reembed` moves the record to other models."
    )


class FaceModelsPinned(DeploymentError):
    """The settings name other face models than faces are to be moved to."""

    code = "face-models-pinned"
    advice = (
        "Take face_models out of umbral.toml and UMBRAL_FACE_MODELS and start the service again, then move "
        "the faces."
    )


class FacesNotRead(DeploymentError):
    """A move of faces to other models stopped at a picture that could not be read in time."""

    code = "faces-not-read"
    advice = "Start it again when the machine is less busy; it goes on where it was."


class NoPolicy(DeploymentError):
    """A facility without a policy that holds today."""

    code = "no-policy"
    advice = "Put the facility's policy in place with `umbral policy place FILE`; the service takes it up."


class SearchForbidden(OperatorError):
    """Galleries may not be searched: no gate's policy names them, no warrant allows it; `remarks` say why."""

    code = "search-forbidden"
    advice = "Name facility and purpose, or ask for a warrant that two officers sign."


class NotReady(UmbralError):
    """The gallery is not yet rebuilt; the same request will be answered in a moment."""

    code = "not-ready"
    advice = "Wait a moment and try again."


class StoreUnavailable(UmbralError):
    """The store, and with it the audit log, cannot be written to: nothing was done, and nothing is told."""

    code = "store-unavailable"
    advice = "Try again in a moment. If it stays so, the administrator looks at the disk and the database."


class UnknownPerson(DataError):
    """Nobody is enrolled under this id."""

    code = "unknown-person"
    advice = "Check the number, or look the person up in the list."


class UnknownSample(DataError):
    """The person has no sample of this id."""

    code = "unknown-sample"
    advice = "Open the person again to see the images that are stored."


class PersonExists(DataError):
    """Somebody is enrolled under this id already; nothing was changed."""

    code = "person-exists"
    advice = "Look the person up in the list."


class FaceModelsUnavailable(DataError):
    """Faces cannot be moved to these models: unknown, not installed, changed, or without calibration."""

    code = "face-models-unavailable"
    advice = (
        "`umbral models list` shows what is installed; `umbral models install recommended` installs more."
    )


class MoveUnderWay(DataError):
    """The faces are being moved to other models already, or a move is being undone."""

    code = "move-under-way"
    advice = "Wait until it is over, or give it up with `umbral reembed --cancel`."


class NoMoveUnderWay(DataError):
    """Nothing that could be given up."""

    code = "no-move-under-way"
    advice = "After the switch, move the faces back with `umbral reembed --to`."


class Wrong(StrEnum):
    """What is wrong with a part of a request, so far as it is told in every language."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    LENGTH = "length"
    RANGE = "range"
    FORM = "form"
    CHOICE = "choice"
    UNFIT = "unfit"


class InvalidRequest(DataError):
    """The request is not as the contract says.

    problem: for programmers, in English; `PLACE: ...` where one place is wrong.
    """

    code = "invalid-request"
    advice = "Correct this part and send it again."

    def __init__(self, problem: str, wrong: Wrong = Wrong.UNFIT) -> None:
        place = _PLACE.match(problem)
        super().__init__(
            f"The request is not as the service expects it: {problem}.",
            problem=problem,
            place=place[1] if place else "body",
            wrong=wrong.value,
        )


class TooManyFingers(DataError):
    """The samples of one request show more fingers and faces together than are taken."""

    code = "too-many-fingers"
    advice = "Send fewer of them."


class JsonTooDeep(DataError):
    """JSON nested deeper than any record of ours."""

    code = "json-too-deep"
    advice = "The program that sent it must be corrected."


class UnsupportedBody(DataError):
    """Neither JSON nor a multipart form."""

    code = "unsupported-body"
    advice = "Send application/json or multipart/form-data."


class TooManyRequests(DataError):
    """The caller sends more than its rate; nothing of it was read."""

    code = "too-many-requests"
    advice = "Wait for as long as Retry-After says, then go on more slowly."


class ForeignHost(DataError):
    """The request names a host that is not this service (DNS rebinding)."""

    code = "foreign-host"
    advice = "Open the service under the address it printed when it started."


class ForeignOrigin(DataError):
    """A page of another origin tries to write (cross-site request forgery)."""

    code = "foreign-origin"
    advice = "Use the service's own pages, or a program that is not a web page."


class ActorMissing(DataError):
    """The request does not say who acts."""

    code = "actor-missing"
    advice = "Sign in and send it again."


class ActorUnreadable(DataError):
    """What the request says about who acts cannot be read."""

    code = "actor-unreadable"
    advice = "The program that sent it must be corrected."


class OutOfReach(DataError):
    """Not on record, or not of a facility, a client or a person of whom the one who acts may know.

    Which of them is not told, so that nobody can find out who is held where.
    """

    code = "not-on-record"
    advice = "Check the number."


class NotFound(DataError):
    """No such address."""

    code = "not-found"
    advice = "Go back to the start page."


class MethodNotAllowed(DataError):
    """The address does not take this method."""

    code = "method-not-allowed"
    advice = "The program that sent it must be corrected."


class KeyMissing(IntegrityError):
    """There is a store, but the key that opens it is gone or is another one."""

    code = "key-missing"
    advice = "An administrator must put the key file back from its backup."


class StoreNewer(DeploymentError):
    """The store was written by a later version of this program."""

    code = "store-newer"
    advice = "Install that version again. The way back to this one is a backup that it made."


class KeyLocked(DeploymentError):
    """The key-encryption key is there, but what protects it does not give it out."""

    code = "key-locked"
    advice = "Set the passphrase or the token's label and PIN that the key file was protected with."


class SealBroken(IntegrityError):
    """A sealed value does not open under its key and place: damaged, moved or forged."""

    code = "seal-broken"
    advice = "Stop using this record and tell the administrator at once."


class GalleryDamaged(IntegrityError):
    """The gallery could not be rebuilt from the store; a search over part of it would lie by silence."""

    code = "gallery-damaged"
    advice = "An administrator must read the service's log and restore the store."
