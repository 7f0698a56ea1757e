"""The tables of a month as the public may see them, against a reader of all of them and of earlier months.

What is linked, and how it is kept from giving anything away (docs/adr/0027-statistics-over-time.md):

* Those in custody are counted in five ways, with one grand total: suppressed together (`attacker.py`).
* Admissions less releases are the difference of two months' grand totals: all told, or both flows withheld.
* A reception that admits is an admission, a release that admits a release, an entry that admits a visit:
  where the one is withheld, everything of the other that could tell it is; where told, it shields nothing.
"""

from collections.abc import Mapping, Sequence

from api.statistics.counted import Freed, MonthCounted, happenings, people
from api.statistics.groups import AGE_BANDS, NATIONALITIES, SEXES
from api.statistics.parameters import DOMINANT
from api.statistics.suppression import publish, publish_linked
from api.statistics.table import Cell, CountTable, PublishedTable

FACILITY, STATUS_SEX, AGE = "custody-by-facility", "custody-by-status-and-sex", "custody-by-age"
NATIONALITY, CLOCK = "custody-by-nationality", "detention-clock"
FLOWS, STAY, VISITS, DECISIONS = "admissions-and-releases", "length-of-stay", "visits", "decisions"
NAMES = (FACILITY, STATUS_SEX, AGE, NATIONALITY, CLOCK, FLOWS, STAY, VISITS, DECISIONS)
"""All tables, in the order in which they are listed."""

EVERYBODY = "everybody"
"""The one row of a list."""

STATUSES = ("pre-trial", "sentenced", "civil", "immigration", "other", "unrecorded")
STATES = ("ok", "near", "no_case_file", "over", "unrecorded")
PATHS = ("biometric", "document", "accompanied")
GATES = ("intake", "visitor-enrolment", "visit-entry", "visit-exit", "release", "departure", "return")
OUTCOMES = ("admit", "hold", "refuse")

Tables = Mapping[str, PublishedTable]


def tables_of(counted: MonthCounted, least: int, before: Tables | None = None) -> dict[str, PublishedTable]:
    """before: what was published of the month before; None where nothing was."""
    custody = publish_linked(custody_tables(counted), least)
    balanced = _grand_told(custody) and (before is None or _grand_told(before))
    flows = _flows(counted, least, told=balanced)
    visits, by_few = happenings(counted.facilities, PATHS, counted.visits, least)
    visits_told = publish(visits, least, sensitive=by_few)
    told = {
        ("intake", "admit"): flows is not None,
        ("release", "admit"): flows is not None,
        ("visit-entry", "admit"): visits_told.counts[-1][-1] is not None,
    }
    return {
        **custody,
        FLOWS: _list(("admissions", "releases"), flows or (None, None), least),
        STAY: _list(("mean-days",), (_mean_stay(counted.freed) if flows else None,), least),
        VISITS: visits_told,
        DECISIONS: _decisions(counted, least, told),
    }


def custody_tables(counted: MonthCounted) -> dict[str, CountTable]:
    """Everybody who was in custody when the month ended, counted in five ways."""
    held = counted.held

    def by(columns: Sequence[str], group: str) -> CountTable:
        return people((EVERYBODY,), columns, [(EVERYBODY, getattr(one, group)) for one in held])

    return {
        FACILITY: by(counted.facilities, "facility"),
        STATUS_SEX: people(STATUSES, SEXES, [(one.status, one.sex) for one in held]),
        AGE: by(AGE_BANDS, "age"),
        NATIONALITY: by(NATIONALITIES, "nationality"),
        CLOCK: by(STATES, "clock"),
    }


def _flows(counted: MonthCounted, least: int, *, told: bool) -> tuple[int, int] | None:
    """Admissions and releases, both or none: one of them and two grand totals would tell the other."""
    flows = (counted.admitted, [one.person for one in counted.freed])
    if not told or any(flow and len(set(flow)) < least for flow in flows):
        return None
    return len(flows[0]), len(flows[1])


def _mean_stay(freed: Sequence[Freed]) -> int | None:
    """In whole days; None for nobody, and where one person's stay makes up most of it."""
    days = [one.days for one in freed]
    if not days or max(days) > DOMINANT * sum(days):
        return None
    return round(sum(days) / len(days))


def _decisions(counted: MonthCounted, least: int, told: Mapping[tuple[str, str], bool]) -> PublishedTable:
    """told: of a gate's decisions that another table tells too, whether it does."""
    table, by_few = happenings(GATES, OUTCOMES, counted.decisions, least)
    small = by_few | {cell for cell in table.cells if 0 < table[cell] < least}
    sensitive, known = set(small), set[Cell]()
    for (gate, outcome), elsewhere in told.items():
        cell = (table.rows.index(gate), table.columns.index(outcome))
        if elsewhere and cell not in small:
            known.add(cell)
        elif not elsewhere:
            sensitive |= {(cell[0], column) for column in range(len(table.columns) + 1)}
            sensitive |= {(len(table.rows), column) for column in range(len(table.columns) + 1)}
    return publish(table, least, sensitive=sensitive, known=known)


def _grand_told(tables: Tables) -> bool:
    return tables[AGE].counts[-1][-1] is not None


def _list(columns: tuple[str, ...], counts: Sequence[int | None], least: int) -> PublishedTable:
    return PublishedTable((EVERYBODY,), columns, (tuple(counts),), least, totals=False)
