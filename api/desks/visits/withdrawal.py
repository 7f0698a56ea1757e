"""What becomes of a visitor's biometrics once consent is no ground any more to keep them.

They are destroyed at once; of one who is banned, where the facility's policy names a law for it, when the
last ban has ended. Until then only searches among the banned find them, and nothing else compares them.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from api.audit.act import job
from api.background import Periodically
from api.clock import Clock
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy, NotReady
from api.gates.visits.policy import OfBanned
from api.registry import bans, coverage, galleries, visitors
from api.registry.galleries import Gallery
from api.registry.store import Store
from api.registry.unit import Unit, View
from api.service import IdentityService

log = logging.getLogger("umbral.visits")

LOOK_EVERY_SECONDS = 600.0
"""How late biometrics may go after a ban has ended by itself; nobody is found by them from its end on."""


def withdrawn(unit: Unit, person_id: UUID, facility: str, policies: PolicyShelf) -> None:
    """A visitor took their consent back: destroy what rested on it, unless a ban keeps it for now.

    What a law has captured stays: of whoever is or was in custody, on a watchlist or of the staff.
    """
    if not coverage.on_consent(unit, person_id):
        return
    if bans.is_banned(unit, person_id, unit.now) and _kept_by(policies, facility, unit):
        galleries.leave(unit, person_id, Gallery.VISITORS)
    else:
        coverage.destroy(unit, person_id)


def lapsed(unit: Unit, person_id: UUID) -> bool:
    """Destroy what was kept of somebody for a ban alone, if none stands any more; whether that was done."""
    known = visitors.find(unit, person_id)
    over = known is not None and known.withdrawn is not None and _in_vain(unit, person_id, unit.now)
    if over:
        coverage.destroy(unit, person_id)
    return over


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Looks from time to time for bans that have ended by themselves. Its method blocks."""

    store: Store
    service: IdentityService
    clock: Clock

    def erase(self) -> int:
        """Destroy what is kept in vain; of how many persons. Raises NotReady."""
        with self.store.reading() as view:
            now = self.clock.now()
            due = [one for one in visitors.still_captured(view) if _in_vain(view, one, now)]
        if not due:
            return 0
        with self.service.writing(self.service.see([])) as wrote:
            with job("withdrawal"), self.store.writing(self.clock.now()) as unit:
                gone = [one for one in due if lapsed(unit, one)]
            wrote(gone)
        self.store.scrub()
        return len(gone)

    def erasing(self) -> Periodically:
        """The thread that looks from time to time."""
        failed = partial(
            log.exception, "biometrics that are kept in vain cannot be destroyed; it is tried again"
        )
        return Periodically("withdrawal", self._look, LOOK_EVERY_SECONDS, failed)

    def _look(self) -> None:
        with suppress(NotReady):  # the gallery is being loaded: the next look finds them
            if gone := self.erase():
                log.info("biometrics of visitors destroyed, their bans have ended: %s", gone)


def _in_vain(view: View, person_id: UUID, now: datetime) -> bool:
    """Of somebody who withdrew: whether neither a law nor a ban is a ground to keep anything."""
    return coverage.on_consent(view, person_id) and not bans.is_banned(view, person_id, now)


def _kept_by(policies: PolicyShelf, facility: str, unit: Unit) -> bool:
    """A facility without a policy names no law."""
    try:
        return policies.of(facility, unit.now).visits.withdrawal.of_banned is OfBanned.KEPT
    except NoPolicy:
        return False
