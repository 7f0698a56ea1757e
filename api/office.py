"""What the resources of the registry rest on."""

from dataclasses import dataclass

from api.clock import Clock
from api.desks.orders import CaseKeys
from api.desks.policies import PolicyShelf
from api.registry.store import Store
from api.service import IdentityService


@dataclass(frozen=True, slots=True)
class Office:
    """keys: of the case system, that orders are checked by. service: tells searches of what was written."""

    store: Store
    clock: Clock
    policies: PolicyShelf
    service: IdentityService
    keys: CaseKeys
