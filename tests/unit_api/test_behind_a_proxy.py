"""Only a proxy that was named may say for whom it asks."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.cli.serve import configuration
from api.settings import Settings

TOLD = [(b"x-forwarded-for", b"203.0.113.7"), (b"x-forwarded-proto", b"https")]


def _client(home: Path, peer: str, **settings: Any) -> tuple[str, str]:
    """Address and scheme that the application is given."""
    seen: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        """Nobody listens."""

    config = configuration(app, Settings.load(home, **settings))
    config.load()
    scope: Scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": TOLD}
    anyio.run(config.loaded_app, scope, receive, send)
    return seen[0]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory without settings; uvicorn's own variable trusts everybody."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    return tmp_path


def test_nobody_is_believed_unless_named(home: Path) -> None:
    assert _client(home, "127.0.0.1") == ("127.0.0.1", "http")


def test_a_named_proxy_is_believed_and_no_other(home: Path) -> None:
    named = {"trusted_proxies": ["10.20.0.0/30"]}
    assert _client(home, "10.20.0.2", **named) == ("203.0.113.7", "https")
    assert _client(home, "10.20.0.9", **named) == ("10.20.0.9", "http")
    assert _client(home, "127.0.0.1", **named) == ("127.0.0.1", "http")
