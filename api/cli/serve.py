"""umbral serve: the service on this machine's loopback address."""

import signal
import socket
from collections.abc import Collection
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from api import logs
from api.cli.options import home_option
from api.connections.parameters import QUEUE, UNSENT
from api.errors import PortInUse
from api.home import DataDirectory
from api.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

SHUTDOWN_SECONDS = 10
KEEP_ALIVE_SECONDS = 15
LARGEST_HEADERS = 16 * 1024


@click.command()
@home_option
@click.option("--host", help="Loopback address to listen on [127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: any that is free [8000].")
def serve(home: Path | None, host: str | None, port: int | None) -> None:
    """Run the service until it is interrupted."""
    logs.start()
    settings = Settings.load(home, host=host, port=port)
    with DataDirectory(settings.home) as directory, _listening(settings) as listener:
        _run(settings, directory, listener)


def _run(settings: Settings, directory: DataDirectory, listener: socket.socket) -> None:
    from api.app import compose
    from api.cli.stopping import Serving

    url = address(listener)
    app = compose(settings, directory, url)
    config = configuration(app, settings)
    directory.announce(url)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, _end)  # uvicorn passes the signal on to us once everything is closed
    click.echo(f"Umbral answers on {url} (data in {settings.home})")
    if app.state.issuer is not None and (ticket := app.state.issuer.first_link()) is not None:
        click.echo("Nobody has an account yet. The first administrator's is made here, once:")
        click.echo(f"  {url}/sign-in?ticket={ticket}")
    Serving(config, app.state.bulletin.close).run(sockets=[listener])


def configuration(app: "ASGIApp", settings: Settings) -> "uvicorn.Config":
    """How uvicorn serves the application."""
    import uvicorn

    from api.connections.door import Door
    from api.connections.guarded import guarded
    from api.connections.parameters import TAKEN_UP

    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # the journal writes its own lines, without addresses and ids
        server_header=False,
        http=guarded(Door(proxy=partial(_within, settings.trusted_proxies))),
        ws="none",
        backlog=TAKEN_UP,  # to asyncio; how many may wait is told to the system (`api/cli/stopping.py`)
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _within(networks: Collection[IPv4Network | IPv6Network], address: str) -> bool:
    return bool(address) and any(ip_address(address) in network for network in networks)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT)  # each connection inherits it
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(QUEUE)  # from here on callers wait instead of being turned away
    except OSError as error:
        listener.close()
        place = f"{settings.host} port {settings.port}"
        raise PortInUse(f"Cannot listen on {place}: {error.strerror}.") from error
    return listener
