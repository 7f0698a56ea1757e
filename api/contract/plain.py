"""Small types that wire types of the registry share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def _within(instant: datetime) -> datetime:
    if not EARLIEST <= instant < LATEST:
        raise ValueError("must lie between the years 1900 and 3000")
    return instant.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_within)]
"""An instant with its zone, taken to UTC."""

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line of text without control characters."""

Short = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A code that a house gives, such as of a wing."""

Prose = Annotated[str, Field(min_length=1, max_length=2000)]
"""Text in sentences."""
