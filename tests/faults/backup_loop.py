"""Enrols, erases and searches as fast as it can, saying what is acknowledged; made to be killed.

enrolled NUMBER     they are on the disk and found
erased NUMBER       their key is gone
listed NUMBER       so it is in the keys' piece, and the witness knows
sealed NUMBER       what was captured of them is gone, and their record lies under another key; as listed
"""

import sys
import threading
from contextvars import copy_context
from pathlib import Path

from sqlalchemy import select

from api.audit.act import job
from api.registry import rekeying
from api.registry.galleries import Gallery
from api.registry.schema import encounter
from matcher.domain import Modality, Sample
from tests.support.backups import Kept
from tests.support.clock import SimulatedClock
from tests.support.house import House, person_id
from tests.support.registry import NOW

WRITERS = 2
FAR = 100_000  # between the numbers of two writers' people
LATER = 8  # enrolments after which somebody is sealed anew: by then they are in a backup

saying = threading.Lock()


def say(what: str, number: int) -> None:
    """A line of its own."""
    with saying:
        print(what, number, flush=True)


def write(house: House, kept: Kept, writer: int) -> None:
    """Enrol without an end; every fourth time erase somebody from before, or seal somebody anew."""
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
        if sealed_anew(number - LATER) and number - LATER > writer * FAR:
            without_biometrics(house, number - LATER)
            keeper.look()
            kept.notarize(house.registry)
            say("sealed", number - LATER)
        number += 1


def sealed_anew(number: int) -> bool:
    """Whose biometrics go while their record stays. Nobody of them is erased."""
    return number % 4 == 1


def without_biometrics(house: House, number: int) -> None:
    """What was captured of somebody goes; they stay on record."""
    with house.service.writing(house.service.see([])) as wrote:
        with house.registry.writing(NOW) as unit:
            theirs = select(encounter.c.id).where(encounter.c.person_id == person_id(number))
            going = list(unit.connection.execute(theirs).scalars())
            rekeying.destroy_samples(unit, person_id(number), going)
        wrote([person_id(number)])


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
