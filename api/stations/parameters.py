"""Numbers of stations."""

from datetime import timedelta
from typing import Final

CODE_SERVES: Final = timedelta(hours=1)
"""From an administrator's screen to the station's: both stand in one house."""

CODE_OCTETS: Final = 16
"""128 bits: not to be guessed at any rate at which the service answers."""

FINGERPRINT: Final = 16
"""Characters of base32 of the service's key, 80 bits, that go with a code."""

WAITS: Final = timedelta(days=7)
"""How long a packet waits to be taken up: a long weekend with a gate that is down, and not for ever."""
