"""Wire types of stations: machines at a facility that capture, and send what they captured sealed."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.audit import HeadOut
from api.contract.plain import Line, Short
from api.contract.samples import WireModel

FacilityCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="A facility's code")]
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="A public key: 32 octets in hexadecimal")]
Proof = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$", description="An Ed25519 signature in hexadecimal")]
Code = Annotated[
    str, Field(pattern=r"^[a-z2-7]{26}$", repr=False, description="A one-time code: 128 bits in base32")
]
State = Literal["invited", "enrolled", "suspended", "retired"]


class StationIn(WireModel):
    """A station that is to be enrolled."""

    name: Line = Field(description="As people call it; one station of a facility has it")
    facility: FacilityCode
    gate: Short | None = Field(
        default=None,
        description="At which gate it stands: it says of that one that it is there; without one, of those at "
        "which no other station stands",
    )


class StationOut(WireModel):
    """A station on record."""

    id: UUID
    name: str
    facility: str
    gate: str | None
    state: State
    made_at: datetime
    enrolled_at: datetime | None
    key: Key | None = Field(description="By which its requests and packets are known")
    packets: int = Field(ge=0, description="How many packets of it were taken")
    code_until: datetime | None = Field(description="Until when a code waits to be used; null: there is none")


class StationCodeOut(WireModel):
    """A station and its code, told this once: a repeat of the request is answered without it.

    code: what the station's officer types in: the one-time code, a dot, and the first 80 bits of the
    SHA-256 of the service's key, by which the station knows whom it talks to.
    """

    station: StationOut
    code: str | None = Field(repr=False)


class StationPage(WireModel):
    """By their numbers; pass `next` as `after` for the following page."""

    stations: list[StationOut]
    next: UUID | None


class EnrolmentIn(WireModel):
    """What a station sends once, in a request that is signed with the key that it names."""

    code: Code
    key: Key


class ServiceKeysOut(WireModel):
    """The service's keys. signing: Ed25519, signs receipts and the next; sealing: X25519, packets are for it.

    signature: of `signing` over "umbral sealing key 1", a zero octet, `sealing`, milliseconds since 1970 of
    `made_at` in 8 octets.
    """

    signing: Key
    sealing: Key
    made_at: datetime
    signature: Proof


class SelfOut(WireModel):
    """What a station is told of itself. sequence, digest: its last packet that was taken."""

    station: StationOut
    sequence: int = Field(ge=0)
    digest: Key
    service: ServiceKeysOut
    log: str = Field(description="The audit log's name")
    log_key: Key = Field(description="Signs the heads of the audit log")
    head: HeadOut | None


class NextKeyIn(WireModel):
    """The next key of a station, in a request that is signed with its present one.

    proof: by the next key, over "umbral station key 1", a zero octet, the station's 16 octets, the key's 32.
    """

    key: Key
    proof: Proof


class RotatedOut(WireModel):
    """The key that packets are sealed for from now on, and how many of the former ones still open."""

    sealing: Key
    still_open: int = Field(ge=0)


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    StationIn: {"name": "Reception 1", "facility": "penal-norte", "gate": "reception"},
    EnrolmentIn: {"code": "a" * 26, "key": "0" * 64},
    NextKeyIn: {"key": "0" * 64, "proof": "0" * 128},
}
"""Of each body that a caller sends, for the OpenAPI document."""
