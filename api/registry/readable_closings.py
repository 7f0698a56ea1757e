"""Why columns of closing time stay readable: a part of `readable.py`. Why a visit is over is sealed."""

from api.registry.readable_custody import _table

CLOSINGS = (
    _table(
        "closing",
        "id facility_id version decision_id",
        begun="who left before that day is not looked for",
        begun_by="an account's code, not a name",
        searched="who was not found by then has left without an exit",
        searched_by="an account's code, not a name",
        locked="one closing runs at a time",
    )
    | _table(
        "closing_look",
        "id person_id at officer",
        closing_id="a random number; joins rows",
        decision="one of a few codes; rules and counts go by it",
        contradicted="whether prints spoke against a face; no likeness is kept",
        reason="one of a few codes; rules and counts go by it",
        request="a keyed hash: equal for equal values, tells nothing without the key",
    )
    | _table(
        "reconciled",
        "id at officer",
        closing_id="a random number; joins rows",
        visit_id="a random number; joins rows",
        look_id="a random number; joins rows",
        finding="one of a few codes; rules and counts go by it",
    )
)
