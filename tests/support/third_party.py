"""The issuer of a third party in a process of its own: npm's oidc-provider, on loopback."""

import base64
import hashlib
import html
import json
import os
import re
import secrets
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx

FOLDER = Path(__file__).parent / "oidc"
AUDIENCE, CLIENT, PROGRAM = "urn:umbral:service", "umbral", "courts"
BACK = "http://127.0.0.1/signed-in"
WITHIN = 60.0  # a busy machine starts Node slowly
MOST_HOPS = 10
INSTALLED = ".umbral-installed"


def absent() -> str | None:
    """Why there is no such issuer here; None where there is. Installs what the lock file pins, once."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not installed (Debian: apt-get install nodejs npm)"
    with (FOLDER / "package-lock.json").open() as lock_file:
        flock(lock_file, LOCK_EX)  # one process installs, the others find it there
        mark, wanted = FOLDER / "node_modules" / INSTALLED, lock_file.read()
        if mark.is_file() and mark.read_text() == wanted:
            return None
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1")
        command = ["npm", "ci", *options, "--prefix", str(FOLDER)]
        try:
            subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300, check=True)
        except subprocess.SubprocessError as error:
            said = getattr(error, "stderr", None) or str(error)
            return f"npm ci could not install oidc-provider: {str(said).strip()[-300:]}"
        mark.write_text(wanted)
        return None


@dataclass
class ThirdParty:
    """A running issuer. Call `configure` before anything else."""

    process: subprocess.Popen[bytes]
    url: str
    told: dict[str, Any] = field(default_factory=dict)

    def configure(self, **changes: Any) -> None:
        """Take these settings; the others stay."""
        self.told |= changes
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(self.told).encode() + b"\n")
        self.process.stdin.flush()
        assert _line(self.process) == {"ready": True}


@dataclass
class Browser:
    """Somebody's browser, signed in at the issuer or not."""

    issuer: ThirdParty
    http: httpx.Client
    account: str
    id_token: str = ""

    def sign_in(self, acr: str | None = None, **asked: str) -> str:
        """An access token, by authorization code and PKCE. asked: such as max_age or acr_values."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        wanted = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": "openid umbral",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": secrets.token_urlsafe(8),
            **asked,
        }
        back = self._followed(f"{self.issuer.url}/auth?{urlencode(wanted)}", acr)
        (code,) = parse_qs(urlsplit(back).query)["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": CLIENT}
        answer = self.http.post(f"{self.issuer.url}/token", data={**form, "code_verifier": verifier})
        assert answer.status_code == 200, answer.text
        self.id_token = answer.json()["id_token"]
        return str(answer.json()["access_token"])

    def sign_out(self) -> None:
        """At the issuer, which tells everybody who asked to be told."""
        end = f"{self.issuer.url}/session/end?{urlencode({'id_token_hint': self.id_token})}"
        page = self.http.get(end)
        (address,) = re.findall(r'action="([^"]+)"', page.text)
        (token,) = re.findall(r'name="xsrf" value="([^"]+)"', page.text)
        done = self.http.post(html.unescape(address), data={"xsrf": token, "logout": "yes"})
        assert done.status_code < 400, done.text

    def _followed(self, address: str, acr: str | None) -> str:
        for _ in range(MOST_HOPS):
            if address.startswith(BACK):
                return address
            if urlsplit(address).path.startswith("/interaction/"):
                told = {"account": self.account, **({} if acr is None else {"acr": acr})}
                answer = self.http.post(address, data=told)
            else:
                answer = self.http.get(address)
            assert answer.is_redirect, answer.text
            address = urljoin(address, answer.headers["location"])
        raise AssertionError("the issuer sends somebody round in circles")


@contextmanager
def third_party() -> Iterator[ThirdParty]:
    """Start it; end it with the block."""
    process = subprocess.Popen(
        ["node", str(FOLDER / "server.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,  # what lies in a buffer is not seen by select
        env={"PATH": os.environ["PATH"], "NODE_ENV": "test"},
    )
    try:
        yield ThirdParty(process, _line(process)["issuer"])
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _line(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    deadline = time.monotonic() + WITHIN
    while select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
        line = process.stdout.readline()
        if not line:
            raise AssertionError(f"the issuer ended with status {process.wait()}")
        if line.startswith(b"{"):  # whatever else it prints are its warnings
            found: dict[str, Any] = json.loads(line)
            return found
    raise AssertionError("the issuer does not answer in time")
