"""umbral retention: from the court's word to the receipt, which is checked without the service."""

from collections.abc import Callable
from pathlib import Path

from tests.support.house import House
from tests.support.keeping import let_go
from tests.unit_cli.conftest import Run

COURT = ("--authority", "Juzgado Tercero", "--reason", "habeas corpus")


def test_from_the_courts_word_to_the_receipt(
    house: House, run: Run, told: Callable[..., str], tmp_path: Path
) -> None:
    who = house.prisoner(3)
    let_go(house, who)
    told("retention", "ended", str(who), "acquitted", "--final", "2026-01-01T00:00Z", "--authority", "1/26")
    hold = run("retention", "hold", str(who), "--biometrics", *COURT, "--role", "case-system")
    assert run("retention", "run") == {"done": 0}
    assert "held back by a legal hold" in told("retention", "due")
    told("retention", "lift-hold", hold["id"], "--role", "case-system")
    assert [one["step"] for one in run("retention", "due")] == ["archive"]
    assert "1 erasures" in told("retention", "run")
    receipts, page, archive = (tmp_path / name for name in ("receipts", "page.html", "archive.json"))
    receipts.write_text(told("retention", "receipt"))
    key = run("audit", "head")["key"]
    assert "all 1 receipts hold" in told("retention", "verify", str(receipts), key)
    changed = tmp_path / "changed"
    changed.write_text(receipts.read_text().replace('\\"images\\":3', '\\"images\\":2'))
    told("retention", "verify", str(changed), key, code=1)
    told("retention", "receipt", receipts.read_text().split('"')[3], "--html", str(page))
    assert "Receipt of an erasure" in page.read_text()
    assert "1 custodies" in told("retention", "archive", str(who), str(archive))
    assert "Person 3" in archive.read_text()
    defender = ("--role", "defender", "--actor", "late")
    told("retention", "archive", str(who), str(archive), *defender, code=1)
    told("retention", "reader", str(who), "late")
    assert "1 custodies" in told("retention", "archive", str(who), str(archive), *defender)
