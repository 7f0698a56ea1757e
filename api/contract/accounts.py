"""Wire types of the built-in issuer's accounts."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.facilities import HouseCode
from api.contract.samples import WireModel

AccountName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$")]
RoleName = Literal[
    "intake-officer",
    "gate-officer",
    "supervisor",
    "adjudicator",
    "health-staff",
    "case-system",
    "partner",
    "defender",
    "coordinator",
    "auditor",
    "observer",
    "person",
    "administrator",
]


class AccountIn(WireModel):
    """What `POST /v1/accounts` takes. With a key it is a program's; without one, whoever gets the link's."""

    name: AccountName
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1, max_length=13)]
    facilities: Annotated[
        tuple[HouseCode, ...] | None,
        Field(max_length=100, description="For which it acts; null: for all that its maker acts for"),
    ] = None
    person: Annotated[UUID | None, Field(description="Whom of the enrolled they are themselves")] = None
    key: Annotated[
        str | None,
        Field(max_length=4096, description="A program's public key, PEM: Ed25519, P-256, or RSA from 2048"),
    ] = None


class LinkIn(WireModel):
    """What `POST /v1/accounts/{name}/link` takes.

    password: a new one is chosen by the link, and the former ends with it. sign-in: once, without a password,
    for an account that nobody has chosen one for.
    """

    to: Literal["password", "sign-in"] = "password"


class AccountOut(WireModel):
    """An account as administrators see it."""

    name: str
    kind: Literal["person", "program"]
    roles: list[RoleName]
    facilities: list[str] | None
    person: UUID | None
    made_at: datetime
    made_by: str
    usable: Annotated[bool, Field(description="Whether it has a password, or a key")]


class LinkOut(WireModel):
    """A one-time link, to be opened at the service's address: whoever has it is let in."""

    link: str
    until: datetime


class AccountMade(WireModel):
    """A new account, and for a person's the link by which they choose a password."""

    account: AccountOut
    link: LinkOut | None


class AccountList(WireModel):
    """All accounts, by name."""

    accounts: list[AccountOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    AccountIn: {"name": "reyes", "roles": ["gate-officer"], "facilities": ["penal-norte"]},
    LinkIn: {"to": "password"},
}
"""Of each body that a caller sends, for the OpenAPI document."""
