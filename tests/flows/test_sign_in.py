"""A terminal signs in at a running service by a browser, acts by its token, and signs out."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from tests.support.service import RunningService, running_service
from tests.support.signing_in import PASSWORD, follow, walk


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The administrator `chief` has an account at its built-in issuer."""
    with running_service(tmp_path_factory.mktemp("sign-in") / "home", callers="built-in") as running:
        assert running.process.stdout is not None
        link = [running.process.stdout.readline().decode() for _ in range(2)][1].strip()
        with httpx.Client(base_url=running.url) as browser:
            page = walk(browser, link)
            said = {"account": "chief", "password": PASSWORD}
            follow(browser, browser.post(page.url, data=said, headers={"Origin": running.url}))
        yield running


def test_a_terminal_signs_in_and_out(service: RunningService, tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}

    def umbral(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            _command(arguments, service.url), env=environment, capture_output=True, text=True, check=False
        )

    stranger = umbral("accounts", "list")
    assert stranger.returncode != 0
    assert "proof" in stranger.stderr
    with subprocess.Popen(
        _command(("sign-in",), service.url), env=environment, stdout=subprocess.PIPE, text=True
    ) as terminal:
        assert terminal.stdout is not None
        terminal.stdout.readline()
        address = terminal.stdout.readline().strip()
        with httpx.Client() as browser:
            signed = browser.post(
                address, data={"account": "chief", "password": PASSWORD}, headers={"Origin": service.url}
            )
            found = re.search(r'content="0;url=([^"]+)"', signed.text)
            assert found is not None
            assert browser.get(found[1].replace("&amp;", "&")).status_code == 200
        assert terminal.wait(60) == 0
    (kept,) = tmp_path.rglob("tokens.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    listed = umbral("accounts", "list")
    assert (listed.returncode, listed.stdout) == (0, "chief  person: administrator; all facilities\n")
    named = umbral("accounts", "list", "--actor", "somebody")
    assert "signed in" in named.stderr
    token = kept.read_text()
    assert umbral("sign-out").returncode == 0
    assert umbral("accounts", "list").returncode != 0
    kept.write_text(token)
    stolen = umbral("accounts", "list")
    assert stolen.returncode != 0, "the session is over at the service too"


def _command(arguments: Sequence[str], url: str) -> list[str]:
    return [sys.executable, "-m", "api", *arguments, "--url", url]
