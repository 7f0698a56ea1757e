"""A house and what erases in it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from api.gates.retention.policy import Ending
from api.registry import custody, endings
from api.registry.endings import CustodyEnding
from api.retention.erasing import Eraser
from tests.support.house import House

DAY = timedelta(days=1)


@dataclass
class Keeping:
    """A house with its eraser; the folder is the data directory."""

    house: House
    eraser: Eraser
    folder: Path

    def freed(self, who: UUID) -> UUID:
        """Somebody's custody ends; its number."""
        return let_go(self.house, who)

    def said(self, who: UUID, ending: Ending, final: timedelta = timedelta()) -> None:
        """The case system says how the last custody ended, finally since (or in) so much time."""
        now = self.house.clock.now()
        with self.house.registry.writing(now) as unit:
            episode = custody.of(unit, who)[-1]
            told = CustodyEnding(
                episode_id=episode.id,
                person_id=who,
                ending=ending,
                final=now + final,
                entered_at=now,
                entered_by="case-system",
                authority="Juzgado Tercero, 12/26",
            )
            endings.enter(unit, told)


def let_go(house: House, who: UUID) -> UUID:
    """Somebody's custody ends; its number."""
    with house.service.writing(house.service.see([])) as wrote:
        with house.registry.writing(house.clock.now()) as unit:
            episode = custody.end(unit, custody.open_of(unit, who))
        wrote([who])
    return episode.id
