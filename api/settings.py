"""One typed settings object: umbral.toml in the data directory, then UMBRAL_*, then flags."""

import tomllib
from base64 import b64decode
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.backup.places import Places
from api.backup.recovery import public
from api.callers_settings import CallersSettings
from api.contract.place import default_home
from api.errors import SettingsRefused
from api.keys.kek import KeyFolder, KeyGiven, KeySource
from api.keys.protection import Passphrase, Plain, Protection, Protections
from api.keys.token import Token

MEBIBYTE = 1 << 20
KEY_OCTETS = 32
Rate = Annotated[float, Field(gt=0, le=0.5)]


class Settings(CallersSettings):
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

    key_protection: Annotated[
        Literal["none", "passphrase", "token", "environment"],
        Field(
            description="What keeps the key-encryption key: the rights of its file alone, a passphrase, a "
            "PKCS#11 token; or the environment holds the key itself"
        ),
    ] = "none"
    key_passphrase: Annotated[SecretStr | None, Field(min_length=12)] = None
    token_module: Annotated[Path | None, Field(description="The token maker's PKCS#11 library")] = None
    token_label: str | None = None
    token_pin: SecretStr | None = None
    kek: Annotated[SecretStr | None, Field(description="32 octets in Base64")] = None
    kek_older: Annotated[SecretStr | None, Field(description="The one that `kek` replaces")] = None

    audit_witnesses: Annotated[
        tuple[Path, ...], Field(description="Folders elsewhere, where signed heads of the audit log are kept")
    ] = ()

    backup_recovery: Annotated[
        str | None,
        Field(
            pattern="^[0-9a-f]{64}$",
            description="Public half of the recovery key, as `umbral backup key` tells it",
        ),
    ] = None
    backup_keys: Annotated[
        tuple[Path, ...],
        Field(description="Folders on another disk than the backups of rows, for the piece with the keys"),
    ] = ()

    event_source: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9+.-]*:[\x21-\x7e]{1,200}$",
            description="URI that names this site in events",
        ),
    ] = "urn:umbral:site:local"
    free_searches: Annotated[
        bool,
        Field(
            description="Whether /v1/identify searches for whoever names no facility, also where policies "
            "are in place: for demonstrations",
        ),
    ] = False
    webhook_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        Field(description="Where receivers of events may stand beside the public internet: 10.20.0.0/16"),
    ] = ()

    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        Field(description="Where proxies stand whose X-Forwarded-For and -Proto are believed"),
    ] = ()

    @field_validator("database")
    @classmethod
    def _postgresql_only(cls, database: SecretStr | None) -> SecretStr | None:
        if database is not None and not database.get_secret_value().startswith("postgresql://"):
            raise ValueError("the address begins with postgresql://; without one the service keeps a file")
        return database

    @model_validator(mode="after")
    def _key_can_be_had(self) -> Self:
        needed: dict[str, tuple[str, ...]] = {
            "passphrase": ("key_passphrase",),
            "token": ("token_module", "token_label", "token_pin"),
            "environment": ("kek",),
        }
        missing = [name for name in needed.get(self.key_protection, ()) if getattr(self, name) is None]
        if missing:
            raise ValueError(f"key_protection = {self.key_protection} needs {' and '.join(missing)}")
        return self

    @field_validator("kek", "kek_older")
    @classmethod
    def _key_octets(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and len(_octets(given)) != KEY_OCTETS:
            raise ValueError("a key is 32 octets in Base64")
        return given

    def keys(self, folder: Path) -> KeySource:
        """Where the key-encryption key is; folder: where its file lies, if it is in one."""
        if self.key_protection == "environment":
            assert self.kek is not None  # noqa: S101 - validated
            return KeyGiven(_octets(self.kek), None if self.kek_older is None else _octets(self.kek_older))
        offered: dict[str, Protection] = {"none": Plain()}
        if self.key_passphrase is not None:
            offered["passphrase"] = Passphrase(self.key_passphrase.get_secret_value())
        if self.token_module is not None and self.token_label is not None and self.token_pin is not None:
            pin = self.token_pin.get_secret_value()
            offered["token"] = Token(self.token_module, self.token_label, pin)
        wanted = offered.pop(self.key_protection)
        return KeyFolder(folder, Protections(wanted, tuple(offered.values())))

    def backup_places(self) -> Places | None:
        """Whom backups are sealed to, and where their keys are put; None where that is not set."""
        if self.backup_recovery is None or not self.backup_keys:
            return None
        return Places(public(self.backup_recovery), self.backup_keys, self.audit_witnesses)

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
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - called by name
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


def _octets(key: SecretStr) -> bytes:
    try:
        return b64decode(key.get_secret_value(), validate=True)
    except ValueError:
        return b""


def _sentence(error: ValidationError) -> str:
    """The first wrong setting, in words; values are not repeated but for those we wrote ourselves."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    return f"Setting {name}: {first['msg'].removeprefix('Value error, ')}."
