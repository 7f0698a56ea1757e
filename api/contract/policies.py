"""Wire types of policies: by which rules the gates go now, and since when."""

from datetime import date, datetime

from pydantic import Field

from api.contract.samples import ReasonOut, WireModel


class PolicyOut(WireModel):
    """A policy that the gates go by, on its days."""

    facility: str = Field(description="The code of the one that it is for")
    name: str
    country: str
    sha256: str = Field(description="Of its exact text; decisions name it as NAME@SHA256")
    valid_from: date
    valid_until: date | None
    since: datetime | None = Field(description="When the service took it up; none: not on record yet")


class PolicyRefusal(WireModel):
    """Why what lies in the folder now was not taken: the gates go on by the policies that are listed."""

    code: str
    title: str
    detail: str
    advice: str
    reasons: list[ReasonOut] = Field(description="Every fault, with its line")


class PolicyList(WireModel):
    """By facility and first day."""

    policies: list[PolicyOut]
    refused: PolicyRefusal | None
