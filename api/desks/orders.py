"""Orders as they come in: whose signature they bear, and how a gate sees them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from api.contract.orders import OrderIn
from api.contract.signing import signature_of, statement
from api.desks.case import Case
from api.errors import SettingsRefused
from api.gates.evidence import OrderFacts, Signature
from api.registry import facilities
from api.registry.orders import Order, OrderStatus
from api.registry.unit import View

LARGEST_KEY = 4096  # bytes of a PEM file


class CaseKeys:
    """The case system's public keys by their names."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._keys = dict(keys)

    @classmethod
    def of_folder(cls, folder: Path) -> "CaseKeys":
        """Every NAME.pem of a folder; none where there is no such folder. Raises SettingsRefused."""
        return cls({path.stem: _loaded(path) for path in sorted(folder.glob("*.pem"))})

    def check(self, order: OrderIn) -> Signature:
        """How far the order's origin is shown."""
        if order.signature is None:
            return Signature.PAPER
        key, made = self._keys.get(order.key_id or ""), signature_of(order)
        if key is None:
            return Signature.UNKNOWN_KEY
        if made is None:
            return Signature.INVALID
        try:
            key.verify(made, statement(order))
        except InvalidSignature:
            return Signature.INVALID
        return Signature.VALID


def facts_of(order: Order, facility: str) -> OrderFacts:
    """What a gate weighs of an order; facility: the code of the one that it names."""
    settled = {order.status: order.settled_at}
    return OrderFacts(
        order_id=order.id,
        kind=order.kind,
        signature=order.signature,
        court=order.text.court,
        facility=facility,
        valid_from=order.valid_from,
        expires_at=order.expires,
        person_id=order.person_id,
        case=order.text.case,
        used_at=settled.get(OrderStatus.USED),
        revoked_at=settled.get(OrderStatus.REVOKED),
    )


def order_facts(view: View, case: Case[Any], order: Order | None) -> OrderFacts | None:
    """What a gate weighs of the order before it; one that names no facility may be carried out here."""
    if order is None:
        return None
    here = order.facility_id in (None, case.facility.id)
    named = case.facility if here else facilities.one(view, order.facility_id or case.facility.id)
    return facts_of(order, named.code)


def _loaded(path: Path) -> Ed25519PublicKey:
    try:
        with path.open("rb") as file:
            key = load_pem_public_key(file.read(LARGEST_KEY))
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"The case system's key {path} cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsRefused(f"The case system's key {path} is not an Ed25519 key.")
    return key
