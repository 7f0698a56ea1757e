"""Small counts are withheld, and so many others that nobody can work them out from the totals.

Primary: every count of 1 to `least` - 1 people. Complementary: while a reader could tell a withheld primary
count to within fewer than `least` possible values (attacker.py), the cheapest cells that blur it are withheld
too, found as the shortest path along which its count could move. A count of zero is published: that
nobody is in a cell singles nobody out.
"""

import heapq
from collections.abc import Collection

from api.statistics.attacker import Node, ends, exhausted, leeway
from api.statistics.table import Cell, CountTable, PublishedTable


def publish(table: CountTable, least: int) -> PublishedTable:
    """The table as the public may see it; least: of how many people a count must at least be, >= 2."""
    if least < 2:
        raise ValueError("a count of one person is that person")
    withheld = {cell for cell in table.cells if 0 < table[cell] < least}
    for cell in sorted(withheld):
        while leeway(table, withheld, cell, least - 1) < least - 1:
            if not (more := _blurring(table, withheld, cell, least - 1)):
                withheld = set(table.cells)
                break
            withheld |= more
    return PublishedTable(
        table.rows,
        table.columns,
        tuple(
            tuple(None if (row, column) in withheld else count for column, count in enumerate(counts))
            for row, counts in enumerate(table.counts)
        ),
        least,
    )


def _blurring(table: CountTable, withheld: Collection[Cell], cell: Cell, enough: int) -> set[Cell]:
    """The published cells of the fewest people along which a withheld one could rise; empty if none could."""
    residual = exhausted(table, withheld, cell, enough)
    steps: dict[Node, list[tuple[int, Node, Cell | None]]] = {}
    for start, rooms in residual.items():
        steps.setdefault(start, []).extend((0, end, None) for end, room in rooms.items() if room > 0)
    for other in table.cells:
        if other not in withheld:
            start, end = ends(table, other)
            price = table[other] + 1
            steps.setdefault(start, []).append((price, end, other))
            if table[other]:
                steps.setdefault(end, []).append((price, start, other))
    tail, head = ends(table, cell)
    return _cheapest(steps, head, tail)


def _cheapest(steps: dict[Node, list[tuple[int, Node, Cell | None]]], start: Node, end: Node) -> set[Cell]:
    """Cells paid for along the cheapest way (Dijkstra)."""
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, Cell | None]] = {}
    waiting = [(0, start)]
    while waiting:
        spent, here = heapq.heappop(waiting)
        if here == end:
            break
        if spent > best[here]:
            continue
        for price, there, cell in steps.get(here, ()):
            if spent + price < best.get(there, spent + price + 1):
                best[there], came[there] = spent + price, (here, cell)
                heapq.heappush(waiting, (spent + price, there))
    paid: set[Cell] = set()
    while end != start and end in came:
        end, cell = came[end]
        if cell is not None:
            paid.add(cell)
    return paid
