"""The columns that stay readable on a stolen disk, each with its reason; a test enforces the list.

Whatever is not listed here is sealed with the person's own key (`api/keys/envelope.py`), the
wrapped key itself with the key-encryption key.
"""

from api.registry.readable_accounts import ACCOUNTS
from api.registry.readable_adjudication import ADJUDICATION
from api.registry.readable_audit import AUDIT
from api.registry.readable_board import BOARD
from api.registry.readable_closings import CLOSINGS
from api.registry.readable_custody import CUSTODY, DECISIONS, PASSAGES, ROLL_CALLS, VISITS
from api.registry.readable_due import DUE
from api.registry.readable_outbox import OUTBOX
from api.registry.readable_retention import RETENTION
from api.registry.readable_sessions import SESSIONS
from api.registry.readable_stations import STATIONS

_PERSONS = {
    "person.id": "a random number; it orders pages and joins rows",
    "person.enrolled_at": "retention limits are counted on it",
    "person_key.person_id": "a random number; joins rows",
    "person_key.kek": "tells which key-encryption key wrapped it, for rotation",
    "encounter.id": "a random number; joins rows",
    "encounter.person_id": "a random number; joins rows",
    "encounter.captured_at": "retention limits are counted on it",
    "sample.id": "a random number; joins rows",
    "sample.encounter_id": "a random number; joins rows",
    "sample.ordinal": "the order in which samples were captured",
    "sample.modality": "which extractor applies; tells that a finger or a face is stored, not whose",
    "sample.position": "which finger, for counting what is held and what is missing",
    "sample.dpi": "a property of the device",
    "sample.quality": "a property of the capture, for finding what is worth taking again; of a face's looks "
    "what is to be mended alone",
    "sample.media_type": "how the image is to be served",
    "sample.principal": "which face to take where a picture shows several, whenever it is read again",
    "template.sample_id": "a random number; joins rows",
    "template.extractor": "templates of an older extractor must be found to be renewed",
    "face_move.id": "there is one move at a time",
    "face_move.source": "the models that the faces were made with",
    "face_move.target": "the models that they are moved to",
    "face_move.state": "tells which of both are compared",
    "face_move.accepted_losses": "how many persons an administrator agreed to find no more",
    "face_move.started_at": "when an administrator began the move",
    "face_move.settled_at": "when it was switched or given up",
    "face_move.finished_at": "when the last template that is not needed any more was gone",
    "face_loss.sample_id": "a random number; joins rows",
    "face_loss.code": "why a picture gives no face, in the words of the program; not whose",
    "face_loss.parameters": "the numbers in that sentence, such as how many faces were found",
}

READABLE: dict[str, str] = (
    _PERSONS | CUSTODY | VISITS | DECISIONS | PASSAGES | ROLL_CALLS | CLOSINGS | OUTBOX
) | (ACCOUNTS | ADJUDICATION | AUDIT | BOARD | DUE | RETENTION | SESSIONS | STATIONS)
