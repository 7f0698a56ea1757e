"""The policies that the desks go by: one a facility and period, all exchanged at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from api.errors import NoPolicy, SettingsRefused
from api.gates.policy import Policy
from api.policies import SHIPPED, load, shipped
from matcher.errors import UmbralError

Shelved = Mapping[str, Sequence[Policy]]


class PolicyShelf:
    """All policies, found by facility and day. Thread-safe: whoever asks meets the old ones or the new ones.

    refused: why what lies in the folder now was not taken; None where the shelf is what the folder says.
    """

    def __init__(self, policies: Iterable[Policy]) -> None:
        """Raises SettingsRefused where two are for one facility on one day."""
        self._by_facility = _ordered(policies)
        self.refused: UmbralError | None = None

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """Every TOML file of a folder; none where there is no such folder.

        Raises PolicyRefused with every fault and its line, PolicyUnreadable, SettingsRefused.
        """
        return cls(load(path) for path in sorted(folder.glob("*.toml")))

    @classmethod
    def examples(cls) -> Self:
        """Those that are shipped: made-up houses, nobody's law."""
        return cls(shipped(name) for name in SHIPPED)

    def exchange(self, policies: Iterable[Policy]) -> None:
        """Go by these from now on. Raises SettingsRefused as a new shelf does; then nothing has changed."""
        self._by_facility = _ordered(policies)
        self.refused = None

    def facilities(self) -> Sequence[str]:
        """The codes of the facilities that have one."""
        return sorted(self._by_facility)

    def every(self) -> Sequence[Policy]:
        """All of them, by facility and first day."""
        return [policy for _, held in sorted(self._by_facility.items()) for policy in held]

    def of(self, facility: str, now: datetime) -> Policy:
        """The policy of a facility today, by its own calendar. Raises NoPolicy."""
        for policy in self._by_facility.get(facility, ()):
            today = now.astimezone(policy.scope.zone).date()
            until = policy.scope.valid_until
            if policy.scope.valid_from <= today and (until is None or today <= until):
                return policy
        raise NoPolicy(f"There is no policy for {facility} on this day.", facility=facility)


def _ordered(policies: Iterable[Policy]) -> Shelved:
    by_facility: dict[str, list[Policy]] = {}
    for policy in sorted(policies, key=lambda one: one.scope.valid_from):
        held = by_facility.setdefault(policy.scope.facility, [])
        if held and _overlap(held[-1], policy):
            raise SettingsRefused(
                f"The policies {held[-1].scope.name} and {policy.scope.name} are both for "
                f"{policy.scope.facility} on {policy.scope.valid_from}."
            )
        held.append(policy)
    return by_facility


def _overlap(earlier: Policy, later: Policy) -> bool:
    until = earlier.scope.valid_until
    return until is None or later.scope.valid_from <= until
