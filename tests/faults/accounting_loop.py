"""Enrols under an act, and looks, and prints what is acknowledged; made to be killed."""

import sys
from pathlib import Path

from api.audit.act import Act, begun
from api.registry.registry import Registry
from tests.faults.mutants.accounts_afterwards import AccountsAfterwards
from tests.support.records import new_person
from tests.support.registry import NOW

STORES = {"real": Registry, "accounts-afterwards": AccountsAfterwards}

if __name__ == "__main__":
    home, store = Path(sys.argv[1]), STORES[sys.argv[2]]
    registry = store.open(home / "umbral.db", home / "keys")
    registry.keep_account()
    while True:
        person = new_person("Alma Reyes")
        with begun(Act(lambda: "enrol")) as act:
            act.about([person.id])
            registry.enrol(person)
        print("enrolled", person.id, flush=True)
        with begun(Act(lambda: "look")) as act:
            act.about([person.id])
            with registry.writing(NOW):
                pass
        print("looked", person.id, flush=True)
