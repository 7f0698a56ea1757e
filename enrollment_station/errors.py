"""What can go wrong at the station, and who can mend it."""

from matcher.errors import OperatorError, UmbralError


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
