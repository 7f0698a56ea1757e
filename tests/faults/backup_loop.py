"""Enrols, erases and searches as fast as it can, saying what is acknowledged; made to be killed.

enrolled NUMBER     they are on the disk and found
erased NUMBER       their key is gone
listed NUMBER       so it is in the keys' piece, and the witness knows
"""

import sys
import threading
from contextvars import copy_context
from pathlib import Path

from api.audit.act import job
from api.registry.galleries import Gallery
from matcher.domain import Modality, Sample
from tests.support.backups import Kept
from tests.support.clock import SimulatedClock
from tests.support.house import House, person_id
from tests.support.registry import NOW

WRITERS = 2
FAR = 100_000  # between the numbers of two writers' people

saying = threading.Lock()


def say(what: str, number: int) -> None:
    """A line of its own."""
    with saying:
        print(what, number, flush=True)


def write(house: House, kept: Kept, writer: int) -> None:
    """Enrol without an end; every fourth time erase somebody from before."""
    keeper = kept.keeper(house.registry)
    number = writer * FAR + 1
    while True:
        house.enrol(number, Gallery.VISITORS)
        say("enrolled", number)
        if number % 4 == 0:
            house.service.delete(person_id(number - 2))
            say("erased", number - 2)
            keeper.look()
            kept.notarize(house.registry)
            say("listed", number - 2)
        number += 1


def search(house: House) -> None:
    """Without an end."""
    while True:
        house.service.identify([Sample(Modality.FACE, b"person 1, impression 2")], k=3)


if __name__ == "__main__":
    made = Kept.under_passphrase(
        Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else Path(sys.argv[1], "home/umbral.db")
    )
    with job("drill"):
        prison = House(made.open(), SimulatedClock(NOW))
        prison.registry.keep_account()
        works = [(write, (prison, made, one)) for one in range(WRITERS)]
        threads = [threading.Thread(target=copy_context().run, args=(search, prison))]
        threads += [threading.Thread(target=copy_context().run, args=(work, *given)) for work, given in works]
    for thread in threads:
        thread.start()
