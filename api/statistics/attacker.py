"""How closely a reader can work out a withheld count from all that is published.

A table with its totals is a circulation: rows' totals flow into the rows, their cells carry them to the
columns, columns' totals to the grand total, and that back to the rows. Published cells are fixed; a withheld
one may hold whatever non-negative amount can flow around the others. So the range that a reader is left with
is a maximum flow, found by shortest augmenting paths (Edmonds and Karp, J. ACM 19, 1972; for tables: Kelly,
Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data", Networks 22, 1992).

Tables of the same people share their grand total. They lie one behind the other in one circulation: whatever
flows through the first flows through the second, so that what is told of one is known of all, and the range
is exact for the whole set.
"""

from collections import defaultdict, deque
from collections.abc import Collection

from api.statistics.table import LinkedCell, LinkedTables, Node

Residual = dict[Node, dict[Node, int]]


def leeway(tables: LinkedTables, withheld: Collection[LinkedCell], cell: LinkedCell, enough: int) -> int:
    """How many counts other than its own a withheld cell may have for a reader, at most `enough`."""
    start, end = tables.ends(cell)
    rise, _ = _flow(tables, withheld, cell, (end, start), enough)
    fall, _ = _flow(tables, withheld, cell, (start, end), min(tables[cell], enough))
    return min(rise + fall, enough)


def exhausted(
    tables: LinkedTables, withheld: Collection[LinkedCell], cell: LinkedCell, enough: int
) -> Residual:
    """What the withheld cells can still carry once the cell has risen as far as they let it."""
    start, end = tables.ends(cell)
    return _flow(tables, withheld, cell, (end, start), enough)[1]


def _flow(
    tables: LinkedTables,
    withheld: Collection[LinkedCell],
    apart: LinkedCell,
    between: tuple[Node, Node],
    most: int,
) -> tuple[int, Residual]:
    """The largest flow through withheld cells, one set apart, from a node to another; up to `most`."""
    residual: Residual = defaultdict(dict)
    ample = tables.grand + most + 1
    for cell in withheld:
        if cell != apart:
            start, end = tables.ends(cell)
            residual[start][end] = ample
            residual[end][start] = tables[cell]
    flow = 0
    while flow < most and (path := _path(residual, *between)):
        amount = min(most - flow, *(residual[a][b] for a, b in path))
        for a, b in path:
            residual[a][b] -= amount
            residual[b][a] += amount
        flow += amount
    return flow, residual


def _path(residual: Residual, start: Node, end: Node) -> list[tuple[Node, Node]]:
    """The shortest way with room left; empty where there is none."""
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for there, room in residual.get(here, {}).items():
            if room > 0 and there not in came:
                came[there] = here
                waiting.append(there)
    path = []
    while end in came and end != start:
        path.append((came[end], end))
        end = came[end]
    return path
