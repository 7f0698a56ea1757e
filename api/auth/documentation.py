"""`python -m api.auth.documentation`: docs/rights.md, written from the tables; a test keeps it in step."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from api.auth.actor import Role
from api.auth.matrix import OPEN, OPEN_TO_ISSUERS, OPERATIONS
from api.auth.relations import RELATION, Relation
from api.auth.rights import GRANTED, IN_PERSON, LETS_OUT, STATIONS, STEP_UP, Right

MINUTE = timedelta(minutes=1)
PAGE = Path(__file__).parents[2] / "docs" / "rights.md"

EVERYBODY = ", ".join(f"`{name}`" for name in sorted(OPEN | OPEN_TO_ISSUERS))
SIGNS = {Relation.OWN_HOUSE: "●", Relation.CLIENT: "c", Relation.SELF: "s"}
INTRODUCTION = f"""\
# Who may do what

Written from the code (`python -m api.auth.documentation`); a test keeps it in step, another asks every
operation of the service as every role about what is one's own, about another facility's and about nothing.

A role has a right in one relation:

- {SIGNS[Relation.OWN_HOUSE]} about what belongs to the **facilities that the caller acts for** (all of them,
  where the caller's account names none). Somebody who is held belongs to the facility that holds them and to
  the one that they are on the way to; anybody else to those that captured them, held them, were visited by
  them or expect them. Gates, orders, visits, counts, papers and warrants belong to the facility that they
  were made at. Lists show what the caller could open, and no more.
- {SIGNS[Relation.CLIENT]} about the caller's **own clients**: the case system says who defends whom.
- {SIGNS[Relation.SELF]} about the caller **themselves**.

Whatever is in no such relation is answered as if it were not on record (404, the same words and the same
look-ups): nobody finds out by asking who is held where. Whoever lacks the right is told so (403), before
anything is looked up.

"In person": a program does not have the right, whatever its roles; somebody answers for it by their own name.
"Station": a station that acts by itself has it, for its facility. "Signed in": a person must have signed in
so lately, with one of the levels that the service is set to (401 `step-up-needed` otherwise, RFC 9470); "or
token": a program needs a token so young, for it signs in by its key with every token and has no levels.

Open to whoever reaches the service: {EVERYBODY} (`status` tells counts
to those alone who may have them; a station enrols by its one-time code), the pages and their files, which
hold nothing of anybody, and the OpenAPI document.
"""


def page() -> str:
    """The whole of docs/rights.md."""
    roles = " | ".join(role.value for role in Role)
    head = f"| right | operations | {roles} | in person | station | signed in |\n"
    ruled = "| --- | --- | " + "--- | " * (len(Role) + 3)
    return f"{INTRODUCTION}\n{head}{ruled.rstrip()}\n" + "".join(map(_row, OPERATIONS))


def _row(right: Right) -> str:
    named = " ".join(f"`{name}`" for name in OPERATIONS[right].split())
    cells = [right.value, named, *_cells(right)]
    return "| " + " | ".join(cells) + " |\n"


def _cells(right: Right) -> Iterator[str]:
    for role in Role:
        yield SIGNS[RELATION[role]] if role in GRANTED[right] else ""
    yield "yes" if right in IN_PERSON else ""
    yield "yes" if right in STATIONS else ""
    yield _lately(right)


def _lately(right: Right) -> str:
    within = f"{STEP_UP[right] // MINUTE} min" if right in STEP_UP else ""
    return f"{within}, or token" if right in LETS_OUT else within


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
