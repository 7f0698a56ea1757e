"""What lies under deploy/ is taken by those it is for: systemd reads the units, nginx runs the proxy."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from tests.support.certificates import trust_for
from tests.support.listening import listening

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MOST_EXPOSED = 2.0
"""Of ten, by `systemd-analyze security`; a unit without any measure has 9.6."""
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


def _needs(program: str | None, package: str) -> None:
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{package} is not installed (Debian)")


def _analyze(*arguments: str | Path) -> str:
    _needs(shutil.which("systemd-analyze"), "systemd")
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        installed = unit.read_text("utf-8").replace("/opt/umbral/bin/umbral", "/bin/true")
        (tmp_path / unit.name).write_text(installed)
    said = _analyze("verify", *sorted(tmp_path.iterdir()))
    ours = [line for line in said.splitlines() if "umbral" in line]
    assert ours == []


def test_systemd_would_find_a_setting_that_does_not_exist(tmp_path: Path) -> None:
    unit = tmp_path / "umbral.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nProtectEverything=yes\n")
    assert "ProtectEverything" in _analyze("verify", unit)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: str(unit.stem))
def test_units_are_shut_in(unit: Path) -> None:
    said = _analyze("security", "--offline=yes", unit)
    last = said.strip().splitlines()[-1]
    assert float(last.split(":")[1].split()[0]) <= MOST_EXPOSED, last


class _Asked(BaseHTTPRequestHandler):
    """What comes through the proxy."""

    server: "_Behind"

    def do_POST(self) -> None:
        self.server.seen.append(dict(self.headers))
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


class _Behind(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.seen: list[dict[str, str]] = []
        self.bodies: list[bytes] = []


@pytest.fixture
def behind() -> Iterator[_Behind]:
    """Stands where the service would."""
    with listening(_Behind()) as server:
        yield server


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _proxy(folder: Path, upstream: int) -> Iterator[int]:
    """nginx with the example, but for places and ports; its TLS port."""
    _needs(NGINX, "nginx-light")
    assert NGINX is not None
    folder.chmod(0o755)
    trust_for(["umbral.example"], folder)
    plain, secure = _free_port(), _free_port()
    site = (DEPLOY / "nginx" / "umbral.conf").read_text("utf-8")
    for example, here in (
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 80 default_server", f"listen 127.0.0.1:{plain} default_server"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("/etc/umbral/tls/fullchain.pem", f"{folder}/server.pem"),
        ("/etc/umbral/tls/key.pem", f"{folder}/server.pem"),
        ("/var/log/nginx", str(folder)),
        ("/run/umbral-proxy", f"{folder}/bodies"),
    ):
        assert example in site
        site = site.replace(example, here)
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    as_root = "user root;\n" if os.geteuid() == 0 else ""  # its workers could not enter the test's folder
    main = f"{as_root}daemon off; pid {folder}/pid;\nevents {{}}\nhttp {{\n{paths}{site}\n}}\n"
    (folder / "nginx.conf").write_text(main)
    command = [NGINX, "-p", str(folder), "-e", f"{folder}/errors", "-c", f"{folder}/nginx.conf"]
    subprocess.run([*command, "-t"], check=True, capture_output=True, text=True)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _until_open(secure)
            yield secure
        finally:
            process.terminate()


def _until_open(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        os.sched_yield()
    raise AssertionError("nginx does not answer")


def test_the_proxy_replaces_what_a_caller_says_of_itself(tmp_path: Path, behind: _Behind) -> None:
    told = {
        "Host": "umbral.example",
        "Umbral-Actor": "intruder; roles=administrator",
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Proto": "http",
        "Forwarded": "for=10.0.0.1",
        "Authorization": "Bearer token",
    }
    with _proxy(tmp_path, behind.server_port) as port, httpx.Client(verify=False, trust_env=False) as http:  # noqa: S501 - a certificate of this test's own
        url = f"https://127.0.0.1:{port}/v1/identify"
        answer = http.post(url, content=b"x" * 3_000_000, headers=told)
        assert answer.status_code == 204
        assert "max-age" in answer.headers["strict-transport-security"]
        assert http.request("TRACE", url, headers=told).status_code == 405
        assert http.post(url, content=bytes(25 << 20), headers=told).status_code == 413
    (seen,) = behind.seen
    assert behind.bodies == [b"x" * 3_000_000]
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["Host"] == "umbral.example"
    assert seen["Authorization"] == "Bearer token"
    assert not {"Umbral-Actor", "Forwarded"} & seen.keys()
