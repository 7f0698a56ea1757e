"""Enrols once for each system call of a commit, with that call failing; prints what is acknowledged."""

import sys
from pathlib import Path
from uuid import UUID

from api.audit.act import Act, begun
from api.errors import StoreUnavailable
from api.registry.registry import Registry
from tests.support.failing_calls import CALLS, failing
from tests.support.records import new_person


def enrol(registry: Registry) -> UUID:
    """One person, under an act."""
    person = new_person("Alma Reyes")
    with begun(Act(lambda: "enrol")) as act:
        act.about([person.id])
        registry.enrol(person)
    return person.id


if __name__ == "__main__":
    home = Path(sys.argv[1])
    registry = Registry.open(home / "umbral.db", home / "keys")
    registry.keep_account()
    print("enrolled", enrol(registry), flush=True)
    for call in CALLS:
        nth, reached = 0, True
        while reached:
            nth += 1
            with failing(call, nth) as counted:
                try:
                    print("enrolled", enrol(registry), flush=True)
                except StoreUnavailable:
                    print("refused", call, flush=True)
            reached = counted.calls >= nth
    print("enrolled", enrol(registry), flush=True)
