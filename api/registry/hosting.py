"""How a database server keeps what it is given: asked once, by whoever looks after a deployment."""

from dataclasses import dataclass
from ipaddress import ip_address

from sqlalchemy import text

from api.registry import postgres

DURABLE = ("fsync", "full_page_writes")


@dataclass(frozen=True, slots=True)
class Hosting:
    """in_the_clear: over a network, without TLS. forgetful: switches of durability that are off."""

    in_the_clear: bool
    superuser: bool
    forgetful: tuple[str, ...]


def hosting(address: str) -> Hosting:
    """Ask the server at postgresql://... Raises SettingsRefused."""
    engine = postgres.connect(address)
    try:
        with engine.connect() as connection:
            where = connection.execute(text("SELECT host(inet_server_addr())")).scalar_one()
            tls = connection.execute(
                text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            ).scalar_one()
            superuser = connection.execute(
                text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            ).scalar_one()
            off = tuple(
                name
                for name in DURABLE
                if connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one()
                != "on"
            )
    finally:
        engine.dispose()
    local = where is None or ip_address(where).is_loopback  # no address: a Unix socket
    return Hosting(not tls and not local, bool(superuser), off)
