"""Enrols into a store as fast as it can and prints each id when it is acknowledged; made to be killed."""

import sys
from pathlib import Path

from api.registry.registry import Registry
from tests.faults.mutants.in_two_steps import InTwoSteps
from tests.support.records import new_person, new_sample

STORES = {"real": Registry, "in-two-steps": InTwoSteps}
SAMPLES = 3
IMAGE = bytes(range(256)) * 128  # 32 KiB: a person spans several pages of the database

if __name__ == "__main__":
    home, store = Path(sys.argv[1]), STORES[sys.argv[2]]
    registry = store.open(home / "umbral.db", home / "keys")
    while True:
        person = new_person(
            "Alma Reyes", *(new_sample(IMAGE, b"payload", position) for position in (2, 3, 7))
        )
        registry.enrol(person)
        print(person.id, flush=True)
