"""What SQL is made of each statement: found out once a process, not once a store.

SQLAlchemy keeps that for each engine, and nearly every test opens a store of its own: four tenths of all
statements were compiled again, a tenth of these tests' time.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event


class OfBothDatabases(dict[Any, Any]):
    """Compiled statements by the kind of their dialect: in one process all of a kind are set alike."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """What was made of a statement, by whichever store."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], made: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), made)


_COMPILED = OfBothDatabases()


def compile_once() -> None:
    """For all engines of this process from now on."""
    event.listen(Engine, "engine_connect", _shared)


def _shared(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
