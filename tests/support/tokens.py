"""A PKCS#11 token of SoftHSM's in a folder of the test's own."""

import os
import subprocess
from pathlib import Path

import pytest

from api.keys.token import Token

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "4711-test"
ABSENT = "SoftHSM is not installed (Debian: apt-get install softhsm2)"


def initialise(label: str) -> Token:
    """A fresh token; SOFTHSM2_CONF names where it lies, see `soft_tokens`."""
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "0815", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)
    return Token(MODULE, label, PIN)


def soft_tokens(folder: Path) -> None:
    """Let SoftHSM keep its tokens in a folder; skips the test, saying why, where it is not installed."""
    if not MODULE.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
