"""Receives, frees and acquits people, and erases them, one after the other; made to be killed.

Prints `free N` once somebody is to be erased, and `erased N` when a receipt says that they are.
"""

import sys
from itertools import count
from pathlib import Path

from api.gates.retention.policy import Ending
from api.registry.registry import Registry
from api.retention.erasing import Eraser
from tests.faults.mutants.erased_in_two import ErasedInTwo
from tests.support.clock import SimulatedClock
from tests.support.house import House
from tests.support.keeping import Keeping, let_go

ERASERS = {"real": Eraser, "in-two": ErasedInTwo}


def main(home: Path, first: int, eraser: str) -> None:
    """Until it is killed."""
    house = House(Registry.open(home / "umbral.db", home / "keys"), SimulatedClock())
    erases = ERASERS[eraser](house.registry, house.service, house.gates.house.policies, house.clock, [home])
    keeping = Keeping(house, erases, home)
    for number in count(first):
        who = house.prisoner(number)
        let_go(house, who)
        keeping.said(who, Ending.ACQUITTED)
        print("free", number, flush=True)
        erases.run([who])
        print("erased", number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
