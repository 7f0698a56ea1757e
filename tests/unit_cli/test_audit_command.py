"""umbral audit: the log and a person's account leave as files, and are checked without the service."""

from collections.abc import Callable
from pathlib import Path

from api.audit.act import job
from api.witnessing import Notary
from tests.support.house import House
from tests.support.registry import add_person
from tests.unit_cli.conftest import Run


def test_kept_exported_and_checked(house: House, run: Run, told: Callable[..., str], tmp_path: Path) -> None:
    house.registry.keep_account()
    with job("set-up"):
        person = add_person(house.registry)
    Notary(house.registry, house.clock).sign()
    log = run("audit", "head")
    kept, leaves, account = (tmp_path / name for name in ("head", "leaves", "account"))
    kept.write_text(told("audit", "head").splitlines()[-1])
    size = log["head"]["size"]
    told("audit", "export", str(leaves))
    lines = leaves.read_text().splitlines(keepends=True)
    leaves.write_text("".join(lines[:size]))
    key = log["key"]
    assert told("audit", "verify", "log", str(leaves), str(kept), key).startswith(f"all {size} leaves")
    leaves.write_text("".join(lines[: size - 1]))
    told("audit", "verify", "log", str(leaves), str(kept), key, code=1)
    assert "acts in" in told("audit", "bundle", str(person), str(account), "--kept", str(kept))
    assert "job:set-up" in told("audit", "verify", "bundle", str(account), key, str(kept))
    assert "Usage" not in told("audit", "verify", "nothing", code=2)
