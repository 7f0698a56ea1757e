"""The service without its audit log and without encryption at rest, to measure what they cost.

    python -m benchmarks.speed.unprotected serve --home DIR

What ships has no switch for this: the two are taken out here, from outside, in a process of the benchmark's.
A store that was written so is read by no other service.
"""

from uuid import UUID

from api.keys.envelope import DataKey
from api.registry.store import Store


def take_out() -> None:
    """From now on nothing in this process is sealed and nothing has a leaf."""
    DataKey.seal = _as_it_is  # type: ignore[assignment,method-assign] # taken out
    DataKey.open = _as_it_is  # type: ignore[assignment,method-assign] # taken out
    Store.keep_account = _keep_none  # type: ignore[assignment,method-assign] # taken out


def _as_it_is(_self: DataKey, _column: str, _row: UUID, octets: bytes) -> bytes:
    return octets


def _keep_none(_self: Store) -> None:
    """No leaf for anything that is written, and none for what is only told."""


if __name__ == "__main__":
    take_out()
    from api.commands import main

    main()
