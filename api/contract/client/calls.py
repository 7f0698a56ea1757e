"""What the calls of every noun share: an actor, keys, versions, pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import httpx
from pydantic import BaseModel

from api.contract.client.connection import Connection, parsed
from api.contract.client.parameters import PAGE
from api.contract.client.repeating import KEY

M = TypeVar("M", bound=BaseModel)
P = TypeVar("P", bound=BaseModel)
R = TypeVar("R")

Value = str | int | bool | UUID | None


@dataclass(frozen=True, slots=True)
class Seen(Generic[M]):
    """A record and the tag of the version that was read: to change it, hand in what was seen of it.

    Whoever changed it meanwhile is not overruled unawares: the change is refused with `Outdated`.
    """

    record: M
    tag: str


class Calls:
    """Calls of one actor (`ID; roles=a,b`). Every method raises ServiceRefused or ServiceUnreachable.

    key: of a write, one that the caller keeps to repeat it after a crash of its own; none: a new one. A
    repeat after a lost answer goes out under the same key by itself.
    """

    def __init__(self, connection: Connection, actor: str) -> None:
        self._connection = connection
        self._actor = actor

    def _read(self, model: type[M], path: str, **query: Value) -> M:
        return parsed(model, self._get(path, query))

    def _seen(self, model: type[M], path: str) -> Seen[M]:
        answer = self._get(path, {})
        return Seen(parsed(model, answer), answer.headers.get("ETag", ""))

    def _pages(
        self,
        model: type[P],
        of: Callable[[P], Sequence[R]],
        path: str,
        size: int = PAGE,
        **query: Value,
    ) -> Iterator[R]:
        """All of a list, fetched page by page as it is read; model: a page, with `next`."""
        after: Any = None
        while True:
            page = self._read(model, path, **query, limit=size, after=after)
            yield from of(page)
            after = getattr(page, "next")  # noqa: B009 - every page has it, and none has a type in common
            if after is None:
                return

    def _write(  # noqa: PLR0913 - what a write is made of
        self,
        model: type[M],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        key: str | None,
        seen: Seen[Any] | None = None,
    ) -> M:
        return parsed(model, self._written(method, path, body, key=key, seen=seen))

    def _written(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        key: str | None,
        seen: Seen[Any] | None = None,
    ) -> httpx.Response:
        more = {KEY: key or str(uuid4())} | ({} if seen is None else {"If-Match": seen.tag})
        return self._connection.send(method, path, body, actor=self._actor, more=more)

    def _get(self, path: str, query: dict[str, Value]) -> httpx.Response:
        given = {name: _told(value) for name, value in query.items() if value is not None}
        return self._connection.send("GET", path, actor=self._actor, query=given)


def _told(value: str | int | bool | UUID) -> str | int | bool:
    return str(value) if isinstance(value, UUID) else value
