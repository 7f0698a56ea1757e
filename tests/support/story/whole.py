"""The whole story, day by day."""

from tests.support.story import court_day, intake_day, release_day, roll_call, visiting_day
from tests.support.story.prison import Prison


def told(prison: Prison) -> None:
    """Monday to Tuesday of the week after."""
    intake_day.told(prison)
    court_day.told(prison)
    roll_call.told(prison)
    visiting_day.told(prison)
    release_day.told(prison)
