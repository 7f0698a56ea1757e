"""umbral order: courts' orders, as the case system registers them."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import click
from pydantic import ValidationError

from api.cli.acting import Acting, acting_as
from api.cli.options import FILE
from api.cli.printing import show_each, show_one
from api.contract.orders import OrderIn, OrderOut
from api.contract.signing import signed

COURTS = acting_as("case-system")


@click.group()
def order() -> None:
    """Courts' orders: each serves once, at a gate."""


@order.command()
@COURTS
@click.argument("file", type=click.File("rb"))
@click.option(
    "--sign-with", "key", type=FILE, help="The case system's private key (Ed25519, PEM) [as FILE says]."
)
@click.option("--key-id", help="Name of that key, as the service knows it [the file's name].")
def register(acting: Acting, file: BinaryIO, key: Path | None, key_id: str | None) -> None:
    """Register the order in FILE (JSON as POST /v1/orders takes it; - reads it from standard input)."""
    try:
        asked = OrderIn.model_validate_json(file.read())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise click.BadParameter(f"{place}: {first['msg']}".removeprefix(": "), param_hint="FILE") from None
    if key is not None:
        asked = signed(asked, key_id or key.stem, _signer(key))
    with acting.client() as client:
        show_one(client.orders.register(asked), _line, acting)


@order.command("list")
@COURTS
@click.option("--person", "person_id", type=click.UUID, required=True, help="Whom they name.")
def list_(acting: Acting, person_id: UUID) -> None:
    """The orders that name a person, in the order of their registration."""
    with acting.client() as client:
        found = list(client.orders.of(person_id))
    show_each(found, _line, acting)


@order.command()
@COURTS
@click.argument("order_id", type=click.UUID)
def show(acting: Acting, order_id: UUID) -> None:
    """One order, and what became of it."""
    with acting.client() as client:
        show_one(client.orders.one(order_id), _line, acting)


@order.command()
@COURTS
@click.argument("order_id", type=click.UUID)
def revoke(acting: Acting, order_id: UUID) -> None:
    """The court takes an order back: no gate accepts it from now on."""
    with acting.client() as client:
        show_one(client.orders.revoke(order_id), _line, acting)


def _signer(path: Path) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise click.BadParameter(
            f"{path} is no unlocked PEM key: {error}", param_hint="--sign-with"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise click.BadParameter(f"{path} is no Ed25519 key.", param_hint="--sign-with")
    return key.sign


def _line(one: OrderOut) -> str:
    until = f" until {one.expires:%Y-%m-%d %H:%M}" if one.expires else ""
    return (
        f"{one.id}  {one.kind:17} {one.status:7} signature {one.signature:11} {one.court} {one.number}{until}"
    )
