"""Replaces the key-encryption key again and again, and enrols meanwhile; made to be killed.

Prints `rotating` whenever a rotation is under way, and each person's id once they are acknowledged.
"""

import sys
from pathlib import Path

from api.clock import SystemClock
from api.registry.registry import Registry
from api.rotating import KeyRotation, State
from tests.faults.mutants.key_gone_early import KeyGoneEarly
from tests.support.records import new_person

ROTATIONS = {"real": KeyRotation, "key-gone-early": KeyGoneEarly}

if __name__ == "__main__":
    home, rotation = Path(sys.argv[1]), ROTATIONS[sys.argv[2]]
    registry = Registry.open(home / "umbral.db", home / "keys")
    turning = rotation(registry, SystemClock())
    while True:
        turning.begin()
        print("rotating", flush=True)
        while turning.progress().state is State.ROTATING:
            person = new_person("Alma Reyes")
            registry.enrol(person)
            print(person.id, flush=True)
