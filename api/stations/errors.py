"""What a station may not, although it is known."""

from matcher.errors import DataError


class StationAtAnotherGate(DataError):
    """A station speaks for a gate at which it does not stand. gate: which."""

    code = "station-at-another-gate"
    advice = "Set the station to its own gate, or have the administrator enrol it for this one."
