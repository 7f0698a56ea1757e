"""Who acts through a command."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import click

from api.cli.connection import connect
from api.cli.options import Where, service_options
from api.contract.client import Umbral

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Acting:
    """Where a command goes, and in whose name."""

    where: Where
    id: str
    roles: tuple[str, ...]
    named: bool = False
    facilities: tuple[str, ...] = ()

    @property
    def as_json(self) -> bool:
        """Whether the answer is printed as JSON."""
        return self.where.as_json

    @property
    def header(self) -> str:
        """As requests say it."""
        bound = f"; facilities={','.join(self.facilities)}" if self.facilities else ""
        return f"{self.id}; roles={','.join(self.roles)}{bound}"

    @contextmanager
    def client(self) -> Iterator[Umbral]:
        """The service as they call it."""
        with connect(self.where) as client:
            if client.proves and self.named:
                raise click.UsageError(
                    "You are signed in: --actor, --role and --acting-for are for services that ask no proof."
                )
            yield Umbral(client, self.header)


def acting_as(*roles: str) -> Callable[[F], F]:
    """--actor, --role and --acting-for beside the service's options; the command gets them as `acting`.

    Whoever may run commands on this machine holds its service already, so they say themselves in whose name
    they act: by default under their account, with the roles that the command needs. roles: those.
    """

    def decorated(command: F) -> F:
        @wraps(command)
        def gathered(
            *args: Any,
            where: Where,
            actor: str | None,
            role: tuple[str, ...],
            acting_for: tuple[str, ...],
            **others: Any,
        ) -> Any:
            named = bool(actor or role or acting_for)
            acting = Acting(where, actor or getpass.getuser(), role or roles, named, acting_for)
            return command(*args, acting=acting, **others)

        wrapped = cast(F, gathered)
        for option in (
            click.option(
                "--acting-for", multiple=True, metavar="CODE", help="Facility that they act for [every one]."
            ),
            click.option("--role", multiple=True, help=f"Role of the actor [{', '.join(roles)}]."),
            click.option("--actor", metavar="ID", help="In whose name [your account]."),
        ):
            wrapped = option(wrapped)
        return service_options(wrapped)

    return decorated
