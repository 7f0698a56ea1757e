"""Numbers of papers: read over the telephone and typed by hand, and not to be guessed."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that looks like something else."""

SIGNS = 10
"""50 random bits: among a million papers of a house and year, one in two thousand houses meets a repeat."""


def new_number(facility: str, issued_at: datetime, zone: ZoneInfo) -> str:
    """FACILITY-YEAR-XXXXX-XXXXX, the year by the facility's calendar."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return f"{facility.upper()}-{issued_at.astimezone(zone).year}-{drawn[:5]}-{drawn[5:]}"
