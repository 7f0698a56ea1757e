"""Whether the audit log tells of everything that was answered, and of nothing that is not on record."""

import json
from collections.abc import Collection, Iterator
from contextlib import closing

from sqlalchemy import select

from api.audit.verify import root_of
from api.gates.decision import Outcome
from api.registry import audit_log
from api.registry.decisions import decision
from tests.support.story.clock import local
from tests.support.story.houses import Place
from tests.support.story.prison import POLICY

LATER = local(POLICY.scope.zone, 28, 23)


def unaccounted(place: Place, heard: Collection[str]) -> list[str]:
    """In words what has no leaf, and leaves about nothing. heard: the numbers of answered requests."""
    with closing(place.opened()) as registry:
        with registry.reading() as view:
            lines = audit_log.leaves(view, 0, audit_log.size(view))
            decided = list(view.connection.execute(select(decision.c.outcome)).scalars())
        with registry.housekeeping(LATER) as unit:
            whole = (len(lines), audit_log.sign_head(unit).root) == root_of(lines)
    return [*_differences(list(map(json.loads, lines)), decided, heard), *([] if whole else ["another root"])]


def _differences(
    leaves: list[dict[str, object]], decided: list[str], heard: Collection[str]
) -> Iterator[str]:
    told = {leaf.get("request") for leaf in leaves}
    yield from (f"request {one} was answered and has no leaf" for one in heard if one not in told)
    outcomes = [str(leaf["outcome"]) for leaf in leaves if leaf.get("outcome") in set(Outcome)]
    if sorted(outcomes) != sorted(decided):
        yield f"{len(decided)} decisions are on record, {len(outcomes)} leaves tell of one"
