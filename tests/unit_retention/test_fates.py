"""Every table has a fate, and the fate is what happens."""

import sys

from sqlalchemy import LargeBinary, func, select

from api.gates.retention.policy import Ending
from api.registry.rekeying import SEALED
from api.registry.tables import metadata
from api.registry.typed_rows import TypedRows
from api.retention.fates import FATES, Fate
from tests.support.keeping import Keeping

PERSON = "person"


def bearing(table: str) -> bool:
    """Whether a table's rows go with a person's, over however many foreign keys."""
    keys = [key for column in metadata.tables[table].columns for key in column.foreign_keys]
    went = [key.column.table.name for key in keys if key.ondelete == "CASCADE"]
    return table == PERSON or any(one != table and bearing(one) for one in went)


def test_every_table_is_named() -> None:
    assert FATES.keys() == metadata.tables.keys()


def test_what_goes_with_a_person_hangs_on_their_row() -> None:
    not_hanging = {table for table, fate in FATES.items() if fate is Fate.GOES and not bearing(table)}
    assert not not_hanging
    of_nobody = {table for table, fate in FATES.items() if fate is Fate.NOBODY}
    assert not {table for table in of_nobody if bearing(table)}


def test_whatever_lies_under_a_persons_key_is_sealed_anew_with_it() -> None:
    """A table whose rows are sealed under their person's key, by how it is read."""
    owned = {
        (one.table.name, column.name)
        for name, module in list(sys.modules.items())
        if name.startswith("api.")
        for one in vars(module).values()
        if isinstance(one, TypedRows) and one._owner is not None
        for column in one.table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert owned == {(one.table.name, name) for one in SEALED for name in one.sealed}


def rows(keeping: Keeping, *fates: Fate) -> dict[str, int]:
    with keeping.house.registry.reading() as view:
        return {
            table: view.connection.execute(
                select(func.count()).select_from(metadata.tables[table])
            ).scalar_one()
            for table, fate in FATES.items()
            if fate in fates
        }


def test_nothing_of_anybody_is_left_when_everybody_is_erased(keeping: Keeping) -> None:
    house = keeping.house
    before = rows(keeping, Fate.GOES, Fate.DESTROYED)
    prisoner, visitor = house.prisoner(3), house.visitor(5)
    house.expected(visitor, prisoner)
    house.order("77/26", person_id=prisoner)
    keeping.freed(prisoner)
    keeping.said(prisoner, Ending.ACQUITTED)
    assert rows(keeping, Fate.GOES) != {one: before[one] for one in rows(keeping, Fate.GOES)}
    assert keeping.eraser.run() == 1
    with house.service.writing(house.service.see([])) as wrote:
        with house.registry.writing(house.clock.now()) as unit:
            keeping.eraser.order(unit, visitor, ("one", "other"))
        wrote([visitor])
    assert keeping.eraser.finish() == 1
    left = rows(keeping, Fate.GOES, Fate.DESTROYED)
    archive, events = 1, rows(keeping, Fate.NUMBER)["event"]
    assert left.pop("row_key") == before.pop("row_key") + archive + events
    assert left == before
