"""The court gives an order out: `python court.py URL KEY release 77/26 --person ID --facility penal-norte`.

The order is written into our own ledger first, then signed with the case system's key and registered under a
key that follows from its number: however often this is run after a crash or a lost answer, the same order is
on record once.
"""

import argparse
import sys
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import keys
from ledger import Ledger

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused, ServiceUnreachable
from api.contract.orders import OrderIn, OrderOut
from api.contract.signing import signed

COURT = "Juzgado Tercero"
VALID = timedelta(days=7)


def give_out(umbral: Umbral, key: str, order: OrderIn) -> OrderOut:
    """Sign an order and register it."""
    registered = umbral.orders.register(signed(order, key, keys.load(key).sign), key=once(order))
    if registered.signature != "valid":
        raise SystemExit(f"The prison does not know our key {key}: the signature is {registered.signature}.")
    return registered


def once(order: OrderIn) -> str:
    """One key for all attempts to register this order."""
    named = f"{order.court}\n{order.number}".encode()
    return urlsafe_b64encode(sha256(named).digest()).decode().rstrip("=")


def arguments() -> argparse.Namespace:
    """What the order says."""
    parser = argparse.ArgumentParser(description="Register a court's order.")
    parser.add_argument("url")
    parser.add_argument("key", help="name of the case system's key")
    parser.add_argument("kind", choices=["commitment", "release", "transfer", "court", "temporary-release"])
    parser.add_argument("number")
    parser.add_argument("--person", help="whom it names, once they are on record")
    parser.add_argument("--named", help="the person's name as the court writes it")
    parser.add_argument("--facility")
    parser.add_argument("--case")
    parser.add_argument("--issued", help="instant with its zone", default=None)
    return parser.parse_args()


def main() -> None:
    """Register what the command line says."""
    said = arguments()
    issued = datetime.fromisoformat(said.issued) if said.issued else datetime.now(UTC).replace(microsecond=0)
    order = OrderIn(
        kind=said.kind,
        court=COURT,
        number=said.number,
        issued=issued,
        valid_from=issued,
        expires=issued + VALID,
        facility=said.facility,
        person_id=said.person,
        case=said.case,
        named=said.named,
    )
    ledger = Ledger()
    order = OrderIn.model_validate_json(ledger.written(order.number, order.model_dump_json()))
    with Umbral.at(said.url, "courts", ["case-system"], language="es") as umbral:
        try:
            registered = give_out(umbral, said.key, order)
        except ServiceRefused as refused:
            sys.exit(f"{refused.diagnostics()} [{refused.problem.code}; to be mended by: {refused.mender}]")
        except ServiceUnreachable as away:
            sys.exit(f"{away} Run this again: the order will not be registered twice.")
    ledger.given_out(order.number, str(registered.id))
    print(registered.id)


if __name__ == "__main__":
    main()
