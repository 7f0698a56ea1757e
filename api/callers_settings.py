"""What an administrator may set of who calls: where the service is reached, and how callers are known."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from api.loopback import is_loopback

Claim = Annotated[str, Field(min_length=1, max_length=200, description="Claim of a token")]


class CallersSettings(BaseSettings):
    """A part of `Settings`."""

    host: str = "127.0.0.1"

    callers: Annotated[
        Literal["believed", "built-in", "issuer"],
        Field(
            description="How callers are known: what they say of themselves is believed; the small issuer "
            "in this process; or tokens of an OpenID Connect issuer"
        ),
    ] = "built-in"
    issuer: Annotated[
        str | None, Field(pattern=r"^https?://[\x21-\x7e]{1,500}$", description="As its tokens name it")
    ] = None
    audience: Annotated[
        str | None, Field(min_length=1, max_length=200, description="This service, as tokens name it")
    ] = None
    client_id: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="As which the issuer knows this service, in logout tokens too; unset: the audience",
        ),
    ] = None
    issuer_certificates: Annotated[
        Path | None,
        Field(description="Of the authority that vouches for the issuer, where that is a private one"),
    ] = None
    roles_claim: Claim = "umbral_roles"
    facilities_claim: Claim = "umbral_facilities"
    person_claim: Claim = "umbral_person"
    caller_claim: Claim = "umbral_caller"
    clock_skew: Annotated[
        int, Field(ge=0, le=60, description="Seconds between our clock and the issuer's")
    ] = 30
    step_up_acr: Annotated[
        tuple[str, ...],
        Field(description="Levels of authentication, of which a sensitive act needs one; none: any"),
    ] = ()
    public_hosts: Annotated[
        tuple[str, ...], Field(description="Names under which the service is reached, without ports")
    ] = ()

    pages_client: Annotated[
        str | None,
        Field(
            pattern=r"^[\x21-\x7e]{1,200}$",
            description="As which the issuer knows the pages; unset: nobody signs in at them",
        ),
    ] = None
    pages_key: Annotated[
        Path | None,
        Field(description="PEM file of the key by which the pages prove themselves; unset: a public client"),
    ] = None
    pages_key_id: Annotated[
        str | None, Field(pattern=r"^[\x21-\x7e]{1,200}$", description="As the issuer knows that key")
    ] = None
    pages_scope: Annotated[
        str,
        Field(
            pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$",
            max_length=500,
            description="What the pages ask for, openid among it",
        ),
    ] = "openid"
    pages_resource: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z][a-z0-9+.-]*:[\x21\x22\x24-\x7e]{1,300}$",
            description="The audience as RFC 8707 asks for it, where the issuer wants that",
        ),
    ] = None
    pages_address: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[a-z0-9.:\[\]-]{1,255}$",
            description="As browsers reach the pages; unset: https:// and the first of public_hosts",
        ),
    ] = None

    session_idle_minutes: Annotated[
        int, Field(ge=1, le=1440, description="A page's session ends when its officer does nothing so long")
    ] = 60
    session_hours: Annotated[
        int, Field(ge=1, le=168, description="A page's session ends then, whatever its officer does")
    ] = 12
    kiosk_lock_minutes: Annotated[
        int | None,
        Field(ge=1, le=1440, description="A page that is left alone so long signs out: for shared desks"),
    ] = None

    @field_validator("public_hosts")
    @classmethod
    def _lower_case(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(host.lower().strip("[]") for host in hosts)

    @model_validator(mode="after")
    def _callers_are_known(self) -> Self:
        if self.callers != "issuer":
            if not is_loopback(self.host):
                raise ValueError(
                    f"{self.host} can be reached from other machines, and callers = {self.callers} is "
                    "for one machine alone: only 127.0.0.1, ::1 and localhost are allowed"
                )
            return self
        needed = ("issuer", "audience", "public_hosts")
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError(f"callers = issuer needs {' and '.join(missing)}")
        where = urlsplit(self.issuer or "")
        if where.scheme != "https" and not is_loopback(where.hostname or ""):
            raise ValueError("an issuer is asked over https, but for one on this machine")
        if where.query or where.fragment:
            raise ValueError("an issuer's name has neither query nor fragment")
        self._pages_are_known()
        return self

    def _pages_are_known(self) -> None:
        """The pages as a client of the issuer. Raises ValueError."""
        if (self.pages_key is None) != (self.pages_key_id is None):
            raise ValueError("pages_key and pages_key_id are set together, or neither of them")
        if self.pages_client is None and self.pages_key is not None:
            raise ValueError("pages_key is of a client: pages_client names it")
        if "openid" not in self.pages_scope.split(" "):
            raise ValueError("pages_scope has openid among it")
        where = urlsplit(self.address_of_pages())
        if (where.hostname or "") not in self.public_hosts:
            raise ValueError("pages_address has one of public_hosts")
        if where.scheme != "https" and not is_loopback(where.hostname or ""):
            raise ValueError("pages are reached over https, but on this machine itself")

    def clients(self) -> frozenset[str]:
        """As which the issuer elsewhere knows this service and its pages."""
        named = (self.client_id or self.audience, self.pages_client)
        return frozenset(name for name in named if name is not None)

    def address_of_pages(self) -> str:
        """As browsers reach them behind an issuer elsewhere, without a slash at its end."""
        host = self.public_hosts[0]
        return self.pages_address or f"https://{f'[{host}]' if ':' in host else host}"
