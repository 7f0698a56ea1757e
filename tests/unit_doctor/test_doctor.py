"""Misconfigurations are planted one by one in a house where all is well: each is found, and nothing else."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.backup import recovery
from api.backup.places import KEYS_FILE
from api.commands import umbral
from api.doctor import record
from api.doctor.examination import CHECKS, name_of
from api.doctor.finding import Finding, Level, synchronised
from api.witnessing import FILE
from models.check import Finding as ModelFinding
from tests.support.databases import postgresql
from tests.support.sound_house import LIMITS, NOW, SERVICE, House, Issuer

SAME_DISK = "lies on the same disk"
NO_TLS = "without TLS"


def _planted(house: House) -> list[Finding]:
    """All but what this test's own house cannot do without."""
    return [one for one in house.found() if SAME_DISK not in one.says and NO_TLS not in one.says]


def test_a_sound_house_is_sound(house: House) -> None:
    found = [one for one in _planted(house) if one.check != "decoders"]
    assert found == []


def _set(**changed: Any) -> Callable[[House], None]:
    return lambda house: house.chosen.update(changed)


def _mode(name: str, mode: int) -> Callable[[House], None]:
    return lambda house: (house.home / name).chmod(mode)


def _readable_password(house: House) -> None:
    file = house.home / "umbral.toml"
    file.write_text('database = "postgresql://umbral:secret@127.0.0.1:1/umbral"\n')
    file.chmod(0o640)
    house.chosen["database"] = "postgresql://umbral:secret@127.0.0.1:1/umbral"


def _beside(house: House) -> None:
    (house.home / "papers").mkdir()
    (house.home / "papers" / "recovery").write_bytes(recovery.KIND + bytes(64))


def _machine(**changed: Any) -> Callable[[House], None]:
    def plant(house: House) -> None:
        house.machine = replace(house.machine, **changed)

    return plant


def _swap(house: House) -> None:
    with (house.machine.proc / "swaps").open("a") as swaps:
        swaps.write("/dev/sda2 partition 1000 0 -2\n")


def _proc(name: str, text: str) -> Callable[[House], None]:
    def plant(house: House) -> None:
        (house.machine.proc / str(SERVICE) / name).write_text(text)

    return plant


def _old_head(house: House) -> None:
    (witness,) = house.chosen["audit_witnesses"]
    (witness / FILE).write_text(json.dumps({"at": (NOW - timedelta(days=2)).isoformat()}) + "\n")


def _old_backup(house: House) -> None:
    then = (NOW - timedelta(days=3)).timestamp()
    os.utime(house.backups / "rows", (then, then))


def _no_keys_piece(house: House) -> None:
    (folder,) = house.chosen["backup_keys"]
    (folder / KEYS_FILE).unlink()


PLANTS: dict[str, tuple[str, Level, Callable[[House], None]]] = {
    "data directory open to the group": ("rights", Level.FAULT, _mode(".", 0o750)),
    "key file readable by others": ("rights", Level.FAULT, _mode("keys/kek", 0o644)),
    "store readable by others": ("rights", Level.FAULT, _mode("umbral.db", 0o640)),
    "database password in a readable file": ("secrets-in-file", Level.FAULT, _readable_password),
    "database that cannot be reached": ("database", Level.FAULT, _readable_password),
    "recovery key beside the data": ("recovery-key", Level.FAULT, _beside),
    "key in the clear": ("keys", Level.FAULT, _set(key_protection="none")),
    "callers believed": ("callers", Level.WARNING, _set(callers="believed")),
    "issuer out of reach": ("issuer", Level.FAULT, _set(issuer="http://127.0.0.1:9")),
    "pages that nobody signs in at": ("pages", Level.NOTE, _set(pages_client=None)),
    "free searches": ("searches", Level.FAULT, _set(free_searches=True)),
    "webhooks to everywhere inside": ("receivers", Level.WARNING, _set(webhook_networks=["10.0.0.0/8"])),
    "webhooks to this machine": ("receivers", Level.FAULT, _set(webhook_networks=["127.0.0.1/32"])),
    "everybody is a proxy": ("proxies", Level.FAULT, _set(trusted_proxies=["0.0.0.0/0"])),
    "no witness": ("witnesses", Level.FAULT, _set(audit_witnesses=())),
    "witness without news": ("witnesses", Level.FAULT, _old_head),
    "no backup set up": ("backups", Level.FAULT, _set(backup_recovery=None)),
    "no backup of keys": ("backups", Level.FAULT, _no_keys_piece),
    "old backup": ("backups", Level.FAULT, _old_backup),
    "disk nearly full": ("room", Level.WARNING, _machine(free=lambda _: 0.05)),
    "disk full": ("room", Level.FAULT, _machine(free=lambda _: 0.01)),
    "clock that nobody keeps": ("clock", Level.WARNING, _machine(clock=lambda: False)),
    "swap in the clear": ("swap", Level.FAULT, _swap),
    "core files": (
        "cores",
        Level.FAULT,
        _proc("limits", f"{LIMITS}Max core file size  unlimited unlimited bytes\n"),
    ),
    "service of root": ("account", Level.FAULT, _proc("status", "Uid:\t0\t0\t0\t0\n")),
}


@pytest.mark.parametrize(("check", "level", "plant"), PLANTS.values(), ids=PLANTS.keys())
def test_a_planted_misconfiguration_is_found(
    house: House, check: str, level: Level, plant: Callable[[House], None]
) -> None:
    assert check not in {one.check for one in _planted(house)}
    plant(house)
    found = [one for one in _planted(house) if one.check == check]
    assert [one.level for one in found] == [level]
    assert found[0].says.endswith(".")
    assert found[0].mend


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"issuer": "http://other.example"}, "calls itself"),
        ({"jwks_uri": None}, "where its keys are"),
        ({"token_endpoint": None}, "no token_endpoint"),
        ({"code_challenge_methods_supported": ["plain"]}, "proof keys"),
        ({"keys": [{"kty": "oct"}]}, "publishes no key"),
        ({"ahead": timedelta(seconds=300)}, "300 s apart"),
    ],
)
def test_an_issuer_that_is_not_what_was_set(
    house: House, issuer: Issuer, changed: dict[str, Any], says: str
) -> None:
    changed = dict(changed)
    issuer.keys = changed.pop("keys", issuer.keys)
    issuer.ahead = changed.pop("ahead", issuer.ahead)
    issuer.changed = changed
    (found,) = [one for one in _planted(house) if one.check == "issuer"]
    assert found.level is Level.FAULT
    assert says in found.says


def test_encrypted_swap_is_no_finding(house: House) -> None:
    (house.machine.proc / "swaps").write_text(
        "Filename\n/dev/dm-1 partition 9 0 -2\n/dev/zram0 partition 9 0 5\n"
    )
    uuid = house.machine.sys / "block" / "dm-1" / "dm" / "uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text("CRYPT-PLAIN-swap\n")
    assert "swap" not in house.names()
    uuid.write_text("LVM-abc\n")
    assert "swap" in house.names()


def test_changed_weights_are_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [ModelFinding("dlib-resnet", "result", "model-changed", "sha256 differs")]
    monkeypatch.setattr(record, "check", lambda: changed)
    (found,) = [one for one in house.found() if one.check == "models"]
    assert found.level is Level.FAULT
    assert "dlib-resnet" in found.says


def test_a_look_that_fails_hides_no_other(house: House) -> None:
    (house.machine.proc / "swaps").unlink()
    house.chosen["free_searches"] = True
    found = {one.check: one for one in _planted(house)}
    assert "could not be looked at" in found["swap"].says
    assert found["searches"].level is Level.FAULT


def test_a_superusers_forgetful_database_is_found(house: House) -> None:
    with postgresql() as cluster:
        house.chosen["database"] = cluster.url("postgres")
        says = " ".join(one.says for one in house.found() if one.check == "database")
        assert "superuser" in says
        assert "may lose what it has acknowledged: fsync" in says
        cluster.execute("CREATE ROLE modest LOGIN")
        house.chosen["database"] = cluster.url("postgres").replace("umbral@", "modest@")
        (left,) = [one for one in house.found() if one.check == "database"]
        assert "fsync" in left.says


def test_a_bind_that_the_service_would_refuse_is_told_by_the_command(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "umbral.toml").write_text('host = "0.0.0.0"\n')
    done = CliRunner().invoke(umbral(), ["doctor", "--home", str(home), "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 6
    assert told["checked"] == [name_of(check) for check in CHECKS]
    (refused,) = [one for one in told["findings"] if one["check"] == "settings"]
    assert "can be reached from other machines" in refused["says"]


def test_a_laptop_has_notes_where_a_house_has_faults(house: House) -> None:
    house.chosen.update(callers="built-in", key_protection="none", audit_witnesses=())
    levels = {one.check: one.level for one in _planted(house)}
    assert levels["keys"] is levels["witnesses"] is levels["callers"] is Level.NOTE


def test_the_kernel_says_whether_its_clock_is_kept() -> None:
    assert synchronised() in (True, False, None)
