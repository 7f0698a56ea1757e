"""Wire types of the audit log: its heads, its leaves, and what proves them."""

from typing import Annotated

from pydantic import Field

from api.contract.samples import WireModel

Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="A hash or a key: 32 octets")]
Count = Annotated[int, Field(ge=0)]


class HeadOut(WireModel):
    """A signed statement of what the log held. signature: Ed25519, in Base64; over what, see `verify.py`."""

    log: str
    size: Count
    root: Hex
    at: str
    signature: str


class LogOut(WireModel):
    """The log: its name, the public key of its heads, how many leaves it has, its last head."""

    log: str
    key: Hex
    size: Count
    head: HeadOut | None


class HeadPage(WireModel):
    """Heads, the oldest first; pass `next` as `after` for the following page."""

    heads: list[HeadOut]
    next: Count | None = None


class LeafPage(WireModel):
    """Leaves from position `first` on, each a line of JSON as it was hashed."""

    first: Count
    leaves: list[str]
    size: Count


class ConsistencyOut(WireModel):
    """That the log of `older` leaves begins that of `newer` (RFC 9162, section 2.1.4)."""

    older: Count
    newer: Count
    proof: list[Hex]


class EntryOut(WireModel):
    """A leaf that is about somebody, and the proof that it is in the log (RFC 9162, section 2.1.3)."""

    leaf: str
    index: Count
    proof: list[Hex]


class BundleOut(WireModel):
    """Everything that was done about a person: checks without the database, see `umbral audit verify`.

    secret: by which leaves name this person, and nobody else. consistency: from the head that was kept.
    """

    head: HeadOut
    key: Hex
    person: str
    secret: Hex
    consistency: list[Hex]
    entries: list[EntryOut]
