"""Merges two records and takes them apart again, for ever, printing each move when it is acknowledged.

Made to be killed. `python -m tests.faults.relink_loop HOME INTO SOURCE ENCOUNTER`
"""

import sys
from pathlib import Path
from uuid import UUID

from api.adjudication.judgement import Judgement
from api.registry import moved
from api.registry.relinking import history
from tests.support.adjudication import NotingGallery, settled_case
from tests.support.wired import wired

if __name__ == "__main__":
    home = Path(sys.argv[1])
    into, source, encounter = (UUID(each) for each in sys.argv[2:])
    service, registry = wired(home, NotingGallery())
    while True:
        with registry.reading() as view:
            merged = moved.current(view, source) == into
            last = history(view, source)
        if merged:
            case_id = settled_case(registry, into, encounter, Judgement.DIFFERENT)
            done = service.relinking.undo(last[-1].id, case_id=case_id, by="chief").relink
        else:
            case_id = settled_case(registry, into, encounter, Judgement.SAME)
            done = service.relinking.merge(into=into, source=source, case_id=case_id, by="chief").relink
        print(done.id, flush=True)
