"""Why columns of custody, visits and decisions stay readable: the second part of `readable.py`.

What names, describes or quotes a person or a court file is sealed. What is left says that a random number is
held, visits or was decided about, where and when: deadlines, counts and boards are read from it.
"""

_NUMBER = "a random number; joins rows"
_WHEN = "deadlines, quotas and retention are counted on it"
_ACCOUNT = "an account's code, not a name; two officers are told apart by it"
_FACILITY = "a facility, not a person; boards and counts go by it"
_BLIND = "a keyed hash: equal for equal values, tells nothing without the key"
_CODE = "one of a few codes; rules and counts go by it"

_ALWAYS = {
    "id": _NUMBER,
    "version": "counts the row's changes, so that none is lost",
    "person_id": _NUMBER,
    "episode_id": _NUMBER,
    "decision_id": _NUMBER,
    "order_id": _NUMBER,
    "visitor_id": _NUMBER,
    "prisoner_id": _NUMBER,
    "facility_id": _FACILITY,
    "lookup": _BLIND,
    "kind": _CODE,
    "since": _WHEN,
    "until": _WHEN,
    "begins": _WHEN,
    "ends": _WHEN,
    "at": _WHEN,
    "lifted": _WHEN,
    "officer": _ACCOUNT,
    "entered_by": _ACCOUNT,
}


def _table(table: str, columns: str, /, **own: str) -> dict[str, str]:
    reasons = {column: _ALWAYS[column] for column in columns.split()} | own
    return {f"{table}.{column}": reason for column, reason in reasons.items()}


CUSTODY = (
    _table(
        "facility",
        "id version",
        code="a building's code, not a person's",
        name="a building's name, not a person's",
        zone="legal days are counted in it",
        capacity="overcrowding is counted on it",
        wings="parts of a building, not persons",
    )
    | _table(
        "row_key",
        "",
        row_id=_NUMBER,
        kek="tells which key-encryption key wrapped it, for rotation",
    )
    | _table("person_name", "id person_id kind lookup entered_by", entered_at=_WHEN)
    | _table(
        "gallery_member",
        "id person_id since until episode_id",
        gallery="a search is limited to galleries before anything is opened",
        watchlist="which list, for policies that search some of them; not why",
    )
    | _table(
        "episode",
        "id person_id facility_id version",
        wing="roll-call counts by it",
        cell="somebody is looked for there when a count differs, also at night",
        admitted=_WHEN,
        ended=_WHEN,
        legal_status="retention and the detention clock go by it; one of six codes",
        case_lookup=_BLIND,
    )
    | _table(
        "movement",
        "id episode_id person_id kind at officer order_id decision_id",
        origin_id=_FACILITY,
        destination_id=_FACILITY,
        due_back="alarms are raised by it",
        concluded="tells who is out",
    )
    | _table(
        "court_order",
        "id lookup kind facility_id person_id version decision_id",
        valid_from=_WHEN,
        expires=_WHEN,
        signature=_CODE,
        key_id="names the case system's public key",
        status="an order is used once by a condition on it",
        settled_at=_WHEN,
        registered_by=_ACCOUNT,
        registered_at=_WHEN,
    )
    | _table(
        "hold",
        "id person_id since until lifted",
        ground=_CODE,
        placed_by=_ACCOUNT,
        lifted_by=_ACCOUNT,
    )
    | _table(
        "basis_period",
        "id episode_id person_id begins ends entered_by version",
        basis="the detention clock looks its limit up by it",
        term="the detention clock counts to its end, of a whole house at once",
        last_day="the detention clock counts to it, of a whole house at once",
    )
    | _table(
        "suspension",
        "id begins ends entered_by",
        period_id=_NUMBER,
        cause=_CODE,
        revoked=_WHEN,
        revoked_by=_ACCOUNT,
    )
    | _table(
        "basis_extension",
        "id person_id order_id entered_by",
        period_id=_NUMBER,
        granted=_WHEN,
        revoked=_WHEN,
        revoked_by=_ACCOUNT,
    )
    | _table(
        "circumstances",
        "facility_id officer",
        encounter_id=_NUMBER,
        purpose=_CODE,
        legal_basis="the code of a law or consent",
        notice="the version of a printed notice",
        station="a machine's code",
        devices="makers and serial numbers of scanners, for recalls",
    )
    | _table("document", "id person_id kind lookup", chip=_CODE, shown_at=_WHEN, shown_to=_ACCOUNT)
    | _table(
        "injury",
        "id person_id episode_id",
        recorded_at="the gap between arrest and record is counted on it",
        recorded_by=_ACCOUNT,
        complaint="a duty to act follows from it, before anybody opens the account",
        late="that it came late is said to whoever may not read what it says",
    )
    | _table("injury_picture", "id person_id", injury_id=_NUMBER, media_type="how the image is to be served")
    | _table(
        "admission_entry",
        "id person_id episode_id entered_by",
        item="which part of the record there is, for its completeness",
        entered_at="late entries are marked by it",
    )
)

VISITS = (
    _table(
        "visitor",
        "person_id kind version",
        guardian_id=_NUMBER,
        notice="the version of a printed notice",
        consented=_WHEN,
        withdrawn=_WHEN,
        notice_language="one of the five languages of the notice",
        noticed="whether a notice is still the one that counts is told by it",
    )
    | _table(
        "authorisation",
        "id visitor_id prisoner_id since until version",
        relationship="quotas go by it; a code of the policy",
        consents=_CODE,
        granted_by=_ACCOUNT,
        revoked=_WHEN,
    )
    | _table(
        "appointment",
        "id visitor_id prisoner_id facility_id begins ends version",
        status=_CODE,
        booked_by=_ACCOUNT,
    )
    | _table(
        "ban",
        "id person_id prisoner_id kind facility_id since until lifted",
        imposed_by=_ACCOUNT,
        lifted_by=_ACCOUNT,
    )
    | _table(
        "listing",
        "id person_id facility_id since until",
        watchlist="which list, for policies that search some of them; not why",
        ended=_WHEN,
        listed_by=_ACCOUNT,
        lifted_by=_ACCOUNT,
    )
    | _table(
        "visit",
        "id visitor_id prisoner_id facility_id",
        appointment_id=_NUMBER,
        entered=_WHEN,
        entry_decision_id=_NUMBER,
        left="tells who is inside",
        exit_decision_id=_NUMBER,
        path="whether biometrics, a document or a guardian established who it was",
        brought_by_id=_NUMBER,
    )
)

DECISIONS = (
    _table(
        "decision",
        "id facility_id at officer",
        gate=_CODE,
        subject_id=_NUMBER,
        outcome=_CODE,
        findings="codes and figures of the rules, without personal data",
        waits="codes of what is to be signed and settled, by which role and when",
        certainty="ratios and rates of a comparison, and how many were searched; never with whom",
        addressed="codes of parties; whom its notices were for",
        policy="a file's name and hash",
    )
    | _table("countersignature", "id decision_id officer at", matter=_CODE, role=_CODE)
    | _table("idempotency", "id lookup at", request=_BLIND)
    | _table(
        "warrant",
        "id facility_id",
        galleries=_CODE,
        legal_basis="a law's code",
        asked_by=_ACCOUNT,
        asked_at=_WHEN,
        expires=_WHEN,
        revoked_at=_WHEN,
        revoked_by=_ACCOUNT,
    )
    | _table("warrant_signature", "id officer at", warrant_id=_NUMBER, role=_CODE)
    | _table(
        "gallery_search",
        "id facility_id officer at",
        warrant_id=_NUMBER,
        purpose=_CODE,
        galleries=_CODE,
        defects="codes of what was wrong",
    )
    | _table(
        "policy_use",
        "id since until",
        sha256="decisions name it; the hash of a law's text, of nobody's",
        name="a policy's name",
        facility=_FACILITY,
        text="a house's rules, not a person's",
    )
)

PASSAGES = (
    _table(
        "passage",
        "id facility_id officer person_id version decision_id",
        gate=_CODE,
        asked_at=_WHEN,
        state=_CODE,
        settled_at=_WHEN,
    )
    | _table(
        "paper",
        "id person_id decision_id facility_id",
        number="random but for house and year; printed on the paper",
        document=_CODE,
        passage_id=_NUMBER,
        issued_at=_WHEN,
        sha256="of a text with 128 random bits in it, so that nobody can guess at the rest",
    )
    | _table("passage_decision", "decision_id", passage_id=_NUMBER, ordinal="the order of decisions")
    | _table("passage_review", "", case_id=_NUMBER, passage_id=_NUMBER)
)

ROLL_CALLS = (
    _table(
        "roll_call",
        "id facility_id version",
        wing="roll-call counts by it",
        listed="whether a list was counted or a place",
        opened=_WHEN,
        opened_by=_ACCOUNT,
        closed=_WHEN,
        closed_by=_ACCOUNT,
    )
    | _table(
        "roll_call_person",
        "person_id",
        roll_call_id=_NUMBER,
        away_since=_WHEN,
        extra=_CODE,
    )
    | _table(
        "roll_call_look",
        "id person_id at officer",
        roll_call_id=_NUMBER,
        decision=_CODE,
        contradicted="whether prints spoke against a face; no likeness is kept",
        reason=_CODE,
        case_id=_NUMBER,
        request=_BLIND,
    )
)
