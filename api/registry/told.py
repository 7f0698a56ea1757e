"""Who was told what of a decision: the parties that its events addressed, as far as events are kept."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from api.gates.decision import Party
from api.registry.outbox import CONTENT, Content
from api.registry.outbox_tables import event
from api.registry.sealing import keys_of_rows
from api.registry.unit import View

_CONTENT = TypeAdapter(Content)


def parties(view: View, person_id: UUID) -> Mapping[str, frozenset[Party]]:
    """By a decision's number as text: whom events about it addressed. Raises SealBroken."""
    rows = view.connection.execute(
        select(event.c.id, event.c.content).where(event.c.person_id == person_id)
    ).all()
    keys = keys_of_rows(view, [row.id for row in rows])
    told: dict[str, set[Party]] = defaultdict(set)
    for row in rows:
        if row.id not in keys:
            continue  # forgotten
        content = _CONTENT.validate_json(keys[row.id].open(CONTENT, row.id, row.content))
        if "decision_id" in content.facts:
            told[str(content.facts["decision_id"])] |= {Party(one) for one in content.parties}
    return {decision: frozenset(addressed) for decision, addressed in told.items()}
