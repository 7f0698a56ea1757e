"""Known vulnerabilities in what is locked: a finding fails, a service that cannot be asked is told of.

`python .ci/audit.py UV`: `UV export` lists what ships, pip-audit asks PyPI's JSON API about each release.
Where PyPI is behind a mirror without that API nothing is known of a package: that is printed, and is no
failure, or no change could land wherever the network is closed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PIP_AUDIT = "pip-audit==2.10.1"
SHIPPED = ("--no-dev", "--extra", "postgres", "--extra", "pkcs11")


def main(uv: str) -> int:
    """0: nothing known, or nobody to ask."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, answer = Path(folder) / "requirements.txt", Path(folder) / "audit.json"
        _run(uv, "export", "--locked", "--quiet", "--no-emit-project", *SHIPPED, "--output-file", str(wanted))
        done = _run(
            *(uv, "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit"),
            *("--requirement", str(wanted), "--disable-pip", "--no-deps", "--progress-spinner", "off"),
            *("--format", "json", "--output", str(answer)),
            check=False,
        )
        try:
            listed = json.loads(answer.read_text("utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            print(f"not audited: pip-audit ended with {done.returncode}: {done.stderr.strip()[-300:]}")
            return 0
    return told(listed)


def told(listed: Sequence[dict[str, Any]]) -> int:
    """Print what pip-audit found of each package; 1 where there is a finding."""
    unknown = [one for one in listed if "skip_reason" in one]
    found = [(one, wrong) for one in listed for wrong in one.get("vulns", ())]
    for one, wrong in found:
        fixed = ", ".join(wrong["fix_versions"]) or "nothing yet"
        print(f"{one['name']} {one['version']}: {wrong['id']}, mended in {fixed}")
    print(f"{len(listed) - len(unknown)} packages audited, {len(found)} findings")
    if unknown:
        print(f"{len(unknown)} not audited, for instance: {unknown[0]['skip_reason']}")
    return bool(found)


def _run(*command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=check)  # noqa: S603 - our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
