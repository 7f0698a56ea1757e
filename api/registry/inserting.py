"""A row that several may write at the same moment: one does, the others learn that it is there."""

from collections.abc import Mapping

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError

from api.registry.unit import Unit


def inserted(unit: Unit, table: Table, row: Mapping[str, object]) -> bool:
    """Whether there was no such row yet. The transaction goes on either way."""
    try:
        with unit.connection.begin_nested():
            unit.connection.execute(insert(table), row)
    except IntegrityError:
        return False
    return True
