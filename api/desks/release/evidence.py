"""What the release gate weighs, with the custody that it would end."""

from dataclasses import dataclass
from datetime import datetime

from api.gates.doors.ways import Way, way
from api.gates.release.evidence import Releasing
from api.gates.release.policy import ReleasePolicy
from api.registry.custody import Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCustody(Releasing):
    """episode: the custody that somebody is or was last in; events name it, no rule asks for it."""

    episode: Episode

    def by_hand(self, policy: ReleasePolicy, now: datetime) -> bool:
        """Whether people stand in for a machine: for the comparison, the search or both."""
        at = self.at_door
        searched = at.in_custody is not None and at.in_custody.covers(policy.identity.galleries)
        return not searched or way(at, policy, now) is Way.BY_HAND
