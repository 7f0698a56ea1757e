"""What becomes of every table when somebody is erased: a test fails for a table that is not named here.

GOES: rows that belong to a person go with the person's row (foreign keys) and with the person's key.
DESTROYED: they hang on no row of the person's, or lie under keys of their own; `forgetting.py` names them.
NUMBER: what stays says a person's number alone, which is nobody's any more, and no name, picture or text.
KEPT: it is the erasure's own doing, and lasts as long as its own rule says.
NOBODY: it says nothing about any person on record.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Fate(StrEnum):
    """See above."""

    GOES = "goes"
    DESTROYED = "destroyed"
    NUMBER = "number"
    KEPT = "kept"
    NOBODY = "nobody"


_NAMED: Final = {
    Fate.GOES: "person person_key encounter sample template face_loss person_name gallery_member episode "
    "movement basis_period basis_extension suspension custody_ending admission_entry injury "
    "injury_picture hold ban listing document paper visitor authorisation appointment visit representation "
    "circumstances relink relink_row ceased_person sealed_person erasure_request account "
    "adjudication_case adjudication_reference adjudication_review adjudication_known clock_mark "
    "absence_mark roll_call_person roll_call_look closing_look reconciled",
    Fate.DESTROYED: "row_key court_order adjudication_sample idempotency packet packet_content legal_hold",
    Fate.NUMBER: "decision countersignature passage passage_decision passage_review passage_deadline event "
    "event_stream delivery",
    Fate.KEPT: "archived_record archive_reader erased_key erasure_receipt audit_leaf audit_node audit_head "
    "audit_subject audit_log",
    Fate.NOBODY: "facility policy_use presence publication subscription event_counter warrant "
    "warrant_signature gallery_search face_move roll_call closing station station_nonce sealing_key "
    "issuer_key page_session caller_session logout_token packet_refusal",
}

FATES: Final = MappingProxyType({table: fate for fate, named in _NAMED.items() for table in named.split()})
"""By table. Why those stay that stay:

event, delivery: partners are told of codes and numbers, each under its own pseudonym for the person; they go
    when the outbox forgets them.
decision, passage: that a gate decided, and who did, is the public's to check; the number is nobody's. What
    was shown there is destroyed with the passage's key.
audit_*: leaves name persons by a hash under a secret that went with the person's key.
legal_hold: it covers what is archived; it goes with what it covered.
"""
