"""One typed settings object: umbral.toml in the data directory, then UMBRAL_*, then flags."""

import tomllib
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.contract.place import default_home
from api.errors import SettingsRefused

MEBIBYTE = 1 << 20
Rate = Annotated[float, Field(gt=0, le=0.5)]


class Settings(BaseSettings):
    """What an administrator may set. `home` is decided before the file in it is read: see `load`."""

    model_config = SettingsConfigDict(env_prefix="UMBRAL_", extra="forbid", frozen=True)

    home: Path
    database: Annotated[
        SecretStr | None,
        Field(
            description="PostgreSQL's address, postgresql://user:password@host/name; unset: a file in the "
            "data directory",
        ),
    ] = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 lets the system choose")] = 8000
    fpir: Annotated[Rate, Field(description="False positive identification rate of 1:N")] = 0.01
    fmr: Annotated[Rate, Field(description="False match rate of 1:1")] = 0.0001
    face_models: Annotated[
        str | None,
        Field(
            pattern="^[a-z][a-z0-9-]{1,23}$",
            description="fallback, recommended, or a model of the site's own; unset: those that the faces on "
            "record were made with, and recommended, if installed, where there are none",
        ),
    ] = None
    body_limit: Annotated[int, Field(ge=64 * 1024, le=256 * MEBIBYTE, description="Bytes")] = 24 * MEBIBYTE

    requests_per_second: Annotated[float, Field(ge=1, le=10_000, description="Of one caller, steadily")] = 100
    requests_at_once: Annotated[int, Field(ge=1, le=100_000, description="Of one caller, in a burst")] = 400

    event_source: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9+.-]*:[\x21-\x7e]{1,200}$",
            description="URI that names this site in events",
        ),
    ] = "urn:umbral:site:local"
    webhook_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        Field(description="Where receivers of events may stand beside the public internet: 10.20.0.0/16"),
    ] = ()

    @field_validator("host")
    @classmethod
    def _loopback_only(cls, host: str) -> str:
        if not is_loopback(host):
            raise ValueError(
                f"{host} can be reached from other machines, and callers are not authenticated yet: "
                "only 127.0.0.1, ::1 and localhost are allowed"
            )
        return host

    @field_validator("database")
    @classmethod
    def _postgresql_only(cls, database: SecretStr | None) -> SecretStr | None:
        if database is not None and not database.get_secret_value().startswith("postgresql://"):
            raise ValueError("the address begins with postgresql://; without one the service keeps a file")
        return database

    def store(self, embedded: Path) -> Path | str:
        """Where the store lies: the database that is set, or else this file."""
        return embedded if self.database is None else self.database.get_secret_value()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - called by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the file; no .env and no secrets folder."""
        home = Path(init_settings()["home"])
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / "umbral.toml")

    @classmethod
    def load(cls, home: Path | None = None, **flags: Any) -> Self:
        """Read all sources; a flag that is None counts as not given. Raises SettingsRefused."""
        given = {name: value for name, value in flags.items() if value is not None}
        try:
            return cls(home=(home or default_home()).absolute(), **given)
        except ValidationError as error:
            raise SettingsRefused(_sentence(error)) from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsRefused(f"umbral.toml cannot be read: {error}.") from error


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _sentence(error: ValidationError) -> str:
    """The first wrong setting, in words; values are not repeated but for those we wrote ourselves."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    return f"Setting {name}: {first['msg'].removeprefix('Value error, ')}."
