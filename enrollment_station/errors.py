"""What can go wrong at the station, and who can mend it."""

from matcher.errors import OperatorError, UmbralError


class ServiceDidNotStart(UmbralError):
    """The service that the demo started ended before it answered."""

    code = "service-did-not-start"
    advice = "Mend what its last lines name, then start again."


class CaptureFailed(OperatorError):
    """A device gave something else than a capture."""

    code = "capture-failed"
    advice = "Capture again."
