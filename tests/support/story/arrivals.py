"""Somebody is brought to reception: everything in order, until the story says what is not."""

from datetime import timedelta
from typing import Any

from api.contract.gates import IntakeRequest
from api.gates.intake.policy import RecordField
from tests.support.story.passage import Passage
from tests.support.story.prison import HERE, POLICY, Prison

NUMBERED = "{}/26"


def brought(prison: Prison, name: str, body: int, **changes: Any) -> Passage:
    """To reception, under a new order unless another, or None, is given. names: whom that order names.

    shows: another capture; unsaid: fields of the record that nobody filled in.
    """
    names = changes.pop("names", None)
    if "order_id" not in changes:
        number = NUMBERED.format(len(prison.orders) + 1)
        changes["order_id"] = prison.order(number, "commitment", names)
    unsaid = changes.pop("unsaid", ())
    said: dict[str, Any] = {
        "facility": HERE,
        "samples": prison.shown(body),
        "name": name,
        "born": "1990-02-28",
        "nationalities": (POLICY.scope.country,),
        "legal_status": "sentenced",
        "case_file": "present",
        "arrested_at": prison.clock.now() - timedelta(hours=3),
        "injured": False,
        "ill_treated": False,
        "record": {one.value: "written" for one in RecordField if one.value not in unsaid},
    }
    asked = IntakeRequest.model_validate(said | changes)
    return prison.asks("intake", name, asked, shows=body)
