"""Tokens of whoever signed in at a terminal: one a service, in a file that its owner alone can read."""

import json
import os
import time
from pathlib import Path

LEAST_LEFT = 5.0
"""Seconds that a token must still count to be worth sending."""


def stored(url: str) -> str | None:
    """The token for a service, if there is one that counts."""
    kept = _read().get(url.rstrip("/"))
    if kept is None or float(kept["until"]) - LEAST_LEFT <= time.time():
        return None
    return str(kept["access"])


def identity(url: str) -> str | None:
    """The ID token that came with it: to sign out with."""
    kept = _read().get(url.rstrip("/"))
    return None if kept is None else str(kept["identity"])


def keep(url: str, access: str, identity: str, lives: float) -> None:
    """Keep a token until its time is over; those that are over go."""
    now = time.time()
    kept = {name: one for name, one in _read().items() if float(one["until"]) > now}
    _write({**kept, url.rstrip("/"): {"access": access, "identity": identity, "until": now + lives}})


def forget(url: str) -> None:
    """Nothing is known of a sign-in there."""
    _write({name: one for name, one in _read().items() if name != url.rstrip("/")})


def _place() -> Path:
    """The user's state folder (XDG Base Directory Specification)."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "umbral" / "tokens.json"


def _read() -> dict[str, dict[str, str | float]]:
    try:
        told = json.loads(_place().read_bytes())
    except (OSError, ValueError):
        return {}
    whole = {"access", "identity", "until"}
    return {name: one for name, one in told.items() if isinstance(one, dict) and whole <= one.keys()}


def _write(kept: dict[str, dict[str, str | float]]) -> None:
    place = _place()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as file:
        json.dump(kept, file)
    fresh.replace(place)
