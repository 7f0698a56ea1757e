"""Days as the law counts them: on the calendar of the facility's zone."""

from datetime import date, datetime, tzinfo


def legal_day(instant: datetime, zone: tzinfo) -> date:
    """The day that an instant falls on in a zone. ValueError for a time without zone, which falls on none."""
    if instant.tzinfo is None:
        raise ValueError("a time without zone falls on no day")
    return instant.astimezone(zone).date()


def age(born: date, now: datetime, zone: tzinfo) -> int:
    """Whole years on the facility's calendar; whoever was born on 29 February is a year older on 1 March."""
    today = legal_day(now, zone)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
