"""How much a caller may send."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """body: bytes of one request. per_second, burst: requests of one caller, steadily and at once."""

    body: int
    per_second: float = 100.0
    burst: int = 400
