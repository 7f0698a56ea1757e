"""A sound deployment, all of whose machine is made up, for the doctor to look at."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.backup.places import KEYS_FILE
from api.doctor import record
from api.doctor.examination import examine
from api.doctor.finding import Deployment, Finding, Machine
from api.settings import Settings
from api.witnessing import FILE
from models.check import Finding as ModelFinding

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SERVICE = 4242
LIMITS = "Limit                     Soft Limit           Hard Limit           Units     \n"


@dataclass
class House:
    """A sound deployment on a machine whose /proc and /sys are folders."""

    home: Path
    chosen: dict[str, Any]
    machine: Machine
    backups: Path
    now: datetime = NOW

    def found(self) -> list[Finding]:
        """What the doctor finds."""
        settings = Settings.load(self.home, **self.chosen)
        at = Deployment(self.home, settings, "", self.backups, self.machine, self.now)
        return examine(at)

    def names(self) -> set[str]:
        """Which looks found something."""
        return {finding.check for finding in self.found()}


def _stated(server: "Issuer", path: str) -> dict[str, Any]:
    if path.endswith("/openid-configuration"):
        ends = {f"{name}_endpoint": f"{server.url}/{name}" for name in ("authorization", "token")}
        return {"issuer": server.url, "jwks_uri": f"{server.url}/keys", **ends, **server.changed}
    return {"keys": server.keys}


class _Handler(BaseHTTPRequestHandler):
    server: "Issuer"

    def do_GET(self) -> None:
        body = json.dumps(_stated(self.server, self.path)).encode()
        self.send_response_only(200)
        self.send_header("Date", f"{NOW + self.server.ahead:%a, %d %b %Y %H:%M:%S GMT}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""


class Issuer(HTTPServer):
    """Says what an issuer says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.changed: dict[str, Any] = {}
        self.keys: list[Any] = [{"kty": "EC"}]
        self.ahead = timedelta()


def sound_house(folder: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> House:
    """Where all is well, but that the issuer is the tests' own and speaks no TLS."""
    for name in [name for name in os.environ if name.startswith("UMBRAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(record, "check", list[ModelFinding])  # the installation's own are checked elsewhere
    issuer.changed, issuer.keys, issuer.ahead = {}, [{"kty": "EC"}], timedelta()
    home, witness, keys, backups = (folder / one for one in ("home", "witness", "keys", "backups"))
    for made in (home, home / "keys", witness, keys, backups):
        made.mkdir(mode=0o700)
    os.chown(home, 65534, 65534) if os.geteuid() == 0 else None
    for file in (home / "umbral.db", home / "keys" / "kek", keys / KEYS_FILE, backups / "rows"):
        file.touch(mode=0o600)
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    (witness / FILE).write_text(json.dumps({"at": NOW.isoformat()}) + "\n")
    (home / "lock").write_text(json.dumps({"pid": SERVICE}))
    proc = folder / "proc"
    (proc / str(SERVICE)).mkdir(parents=True)
    (proc / str(SERVICE) / "limits").write_text(f"{LIMITS}Max core file size        0 0 bytes\n")
    (proc / str(SERVICE) / "status").write_text("Name:\tumbral\nUid:\t990\t990\t990\t990\n")
    (proc / "swaps").write_text("Filename Type Size Used Priority\n")
    machine = Machine(proc, folder / "sys", lambda: True, lambda _: 0.5)
    chosen = {
        "callers": "issuer",
        "issuer": issuer.url,
        "audience": "umbral",
        "public_hosts": ("umbral.example",),
        "pages_client": "umbral-pages",
        "key_protection": "passphrase",
        "key_passphrase": "correct horse battery staple",
        "audit_witnesses": (witness,),
        "backup_recovery": "0" * 64,
        "backup_keys": (keys,),
    }
    return House(home, chosen, machine, backups)
