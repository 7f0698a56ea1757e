"""One line of JSON for each act: who did what when, about whom, and on what ground.

Keys are sorted and there is no white space between tokens: the same act gives the same octets. Persons stand
as keyed hashes (`verify.subject_of`) under a secret of each person's own, which goes with their key. An
officer's account stands as it is: whoever reads the log is to learn who looked.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from api.audit.act import Act

VERSION = 1


def line(act: Act, at: datetime, subjects: Iterable[str]) -> bytes:
    """A leaf. at: aware, the instant that what it accounts for carries; subjects: keyed hashes."""
    said = {
        "facility": act.facility,
        "purpose": act.purpose,
        "basis": act.basis,
        "reference": act.reference,
        "outcome": act.outcome,
        "request": None if act.request is None else str(act.request),
        "actor": None if act.actor is None else act.actor.id,
        "roles": None if act.actor is None else sorted(act.actor.roles),
    }
    told = {
        "v": VERSION,
        "at": at.isoformat(),
        "act": act.name(),
        "subjects": list(subjects),
        **{name: value for name, value in said.items() if value is not None},
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
