"""Small counts are withheld, and so many others that nobody can work them out from the totals.

Primary: every count of 1 to `least` - 1 people. Complementary: while a reader could tell a withheld primary
count to within fewer than `least` possible values (attacker.py), the cheapest cells that blur it are withheld
too, found as the shortest path along which its count could move. A count of zero is published: that
nobody is in a cell singles nobody out.
"""

import heapq
from collections.abc import Collection, Mapping

from api.statistics.attacker import exhausted, leeway
from api.statistics.table import Cell, CountTable, LinkedCell, LinkedTables, Node, PublishedTable


def publish(
    table: CountTable, least: int, *, sensitive: Collection[Cell] = (), known: Collection[Cell] = ()
) -> PublishedTable:
    """The table as the public may see it; least: of how many people a count must at least be, >= 2.

    sensitive: further cells to protect as small ones, such as many visits by few people. known: cells that
    the reader knows from elsewhere, which are told whatever they hold.
    """
    cells, kept = ([(0, *cell) for cell in some] for some in (sensitive, known))
    linked = LinkedTables((table,))
    return _told(linked, 0, _withheld(linked, least, set(cells), set(kept)), least)


def publish_linked(tables: Mapping[str, CountTable], least: int) -> Mapping[str, PublishedTable]:
    """Several tables of the same people, protected against a reader of all of them."""
    linked = LinkedTables.of(tables)
    withheld = _withheld(linked, least, set(), set())
    return {name: _told(linked, place, withheld, least) for place, name in enumerate(tables)}


def _withheld(
    tables: LinkedTables, least: int, sensitive: set[LinkedCell], known: set[LinkedCell]
) -> set[LinkedCell]:
    if least < 2:
        raise ValueError("a count of one person is that person")
    primary = ({cell for cell in tables.cells if 0 < tables[cell] < least} | sensitive) - known
    withheld = set(primary)
    for cell in sorted(primary):
        while leeway(tables, withheld, cell, least - 1) < least - 1:
            more = _blurring(tables, withheld, known, cell, least - 1)
            if not more:
                return set(tables.cells) - known
            withheld |= more
    return withheld


def _told(tables: LinkedTables, place: int, withheld: Collection[LinkedCell], least: int) -> PublishedTable:
    table = tables.tables[place]
    return PublishedTable(
        table.rows,
        table.columns,
        tuple(
            tuple(
                None if tables.at(place, (row, column)) in withheld else count
                for column, count in enumerate(counts)
            )
            for row, counts in enumerate(table.counts)
        ),
        least,
    )


def _blurring(
    tables: LinkedTables,
    withheld: Collection[LinkedCell],
    known: Collection[LinkedCell],
    cell: LinkedCell,
    enough: int,
) -> set[LinkedCell]:
    """The published cells of the fewest people along which a withheld one could rise; empty if none could."""
    residual = exhausted(tables, withheld, cell, enough)
    steps: dict[Node, list[tuple[int, Node, LinkedCell | None]]] = {}
    for start, rooms in residual.items():
        steps.setdefault(start, []).extend((0, end, None) for end, room in rooms.items() if room > 0)
    for other in tables.cells:
        if other not in withheld and other not in known:
            start, end = tables.ends(other)
            price = tables[other] + 1
            steps.setdefault(start, []).append((price, end, other))
            if tables[other]:
                steps.setdefault(end, []).append((price, start, other))
    tail, head = tables.ends(cell)
    return _cheapest(steps, head, tail)


def _cheapest(
    steps: dict[Node, list[tuple[int, Node, LinkedCell | None]]], start: Node, end: Node
) -> set[LinkedCell]:
    """Cells paid for along the cheapest way (Dijkstra)."""
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, LinkedCell | None]] = {}
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
    paid: set[LinkedCell] = set()
    while end != start and end in came:
        end, cell = came[end]
        if cell is not None:
            paid.add(cell)
    return paid
