"""Tuned numbers of the built-in issuer, named by what they buy."""

from datetime import timedelta
from typing import Final

CODE_LIVES: Final = timedelta(seconds=60)
"""A code goes from one redirect to the next request (RFC 6749, section 4.1.2 allows ten minutes)."""

TOKEN_LIVES: Final = timedelta(minutes=5)
"""Of a token that the pages take their session from, and of a program's: a new one costs one request."""

COMMANDS_TOKEN_LIVES: Final = timedelta(hours=1)
"""Of a token in a terminal: signing out ends it earlier."""

TICKET_LIVES: Final = timedelta(hours=24)
"""A link by which a new officer sets a password: they may come on shift tomorrow."""

KEY_SIGNS: Final = timedelta(days=30)
"""Then the next signing key is made."""

KEY_VERIFIES: Final = timedelta(days=31)
"""Longer than it signs by more than anything that it signed is good for."""

ASSERTION_LIVES: Final = timedelta(minutes=5)
"""Longest life of what a program proves itself by (RFC 7523, section 3)."""

SKEW: Final = timedelta(seconds=30)
"""Between a program's clock and ours: both are on this machine, or nearly."""

PASSWORD_SHORTEST: Final = 12
PASSWORD_LONGEST: Final = 256
"""Characters. NIST SP 800-63B-4, section 3.1.1.2: length instead of rules of composition; 15 without a second
factor is its newest advice, 8 its least."""

HASH_ITERATIONS, HASH_LANES, HASH_KIBIBYTES = 2, 1, 19 * 1024
"""Argon2id as OWASP's first choice has it; 0.05 s a guess on one core (measured here: 0.03-0.13 s)."""

HASHES_AT_ONCE: Final = 2
"""So that guesses take neither all cores nor more than 40 MiB."""

TRIES: Final = 5
"""Wrong passwords of one account in a row before it has to wait (NIST SP 800-63B-4, section 3.2.2)."""

WAIT_FIRST: Final = timedelta(seconds=30)
WAIT_LONGEST: Final = timedelta(minutes=15)
"""The wait doubles with every further one: about 100 guesses a day."""

NAMES_REMEMBERED: Final = 4096
"""Of accounts, there or invented, whose wrong passwords are counted."""

TRIES_OF_ALL: Final = 60
"""Wrong passwords of all accounts together in a minute: whoever spreads guesses over accounts meets this."""

PENDING: Final = 1000
"""Codes that wait to be redeemed; and assertions that were used."""
