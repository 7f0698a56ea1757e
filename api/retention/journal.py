"""The list of erasures that every restore of a copy is given, so that no old copy brings anybody back.

    for one in journal.erased(view): file.write(journal.line(one))     with every backup, and since
    gone = {journal.read(line).key for line in file}                   at a restore: keys that stay away

A line names a data key by what only that key can derive (`api/registry/erased.py`): it tells nobody anything
about anybody, and may be kept wherever a copy is.
"""

import json
from collections.abc import Iterator
from datetime import datetime

from api.registry import erased as keys
from api.registry.erased import Erased, Scope
from api.registry.unit import View

__all__ = ["Erased", "Scope", "erased", "line", "read"]


def erased(view: View) -> Iterator[Erased]:
    """All keys that were destroyed on purpose, the first one first."""
    return keys.every(view)


def line(one: Erased) -> str:
    """One line of JSON, with its end."""
    told = {"key": one.key, "scope": one.scope.value, "at": one.at.isoformat(), "following": one.following}
    return json.dumps(told, sort_keys=True) + "\n"


def read(text: str) -> Erased:
    """A line again. Raises ValueError, KeyError for one that is none."""
    told = json.loads(text)
    at = datetime.fromisoformat(told["at"])
    return Erased(str(told["key"]), Scope(told["scope"]), at, told["following"])
