"""What can go wrong at the station, and who can mend it."""

from matcher.errors import IntegrityError, OperatorError, UmbralError


class ServiceDidNotStart(UmbralError):
    """The service that the demo started ended before it answered."""

    code = "service-did-not-start"
    advice = "Mend what its last lines name, then start again."


class PeopleOnRecord(OperatorError):
    """The service holds people whom the demo did not enrol: invented ones must not come among them."""

    code = "people-on-record"
    advice = "Give the demo a data directory of its own with --home, and another port with --url."


class CaptureFailed(OperatorError):
    """A device gave something else than a capture."""

    code = "capture-failed"
    advice = "Capture again."


class StationNotEnrolled(OperatorError):
    """This machine is no station of a service."""

    code = "station-not-enrolled"
    advice = "Ask the administrator for a code, and enrol the station with it."


class StationKeyLocked(OperatorError):
    """The station's key does not open."""

    code = "station-key-locked"
    advice = "Set UMBRAL_STATION_PASSPHRASE, or enrol the station anew with another code."


class CodeMistyped(OperatorError):
    """What was typed is no code of a station."""

    code = "code-mistyped"
    advice = "Type it as the administrator's screen shows it: both parts, with the dot between them."


class AnotherService(IntegrityError):
    """Whoever answered is not the service that the code is for."""

    code = "another-service"
    advice = "Look at the address, and at what stands between the station and the service."


class OutboxNotEmpty(OperatorError):
    """Packets wait that were signed with the key that is to be replaced."""

    code = "outbox-not-empty"
    advice = "Send them first; where that cannot be done any more, set them aside."


class StationDamaged(IntegrityError):
    """A file of the station is not what the station wrote."""

    code = "station-damaged"
    advice = "Keep the folder, and look at the disk. Enrol the station anew with another code."


class LogForked(IntegrityError):
    """The service's audit log is not the one that it was: its past was changed, or there are two of it."""

    code = "log-forked"
    advice = "Tell whoever oversees the service. What proves it is kept in the station's folder."


class ContentTooLarge(OperatorError):
    """What was captured does not fit into one packet."""

    code = "content-too-large"
    advice = "Capture fewer images, or let the device compress them."
