"""umbral policy: files are looked over, all of them, and an example is a policy."""

from pathlib import Path

from click.testing import CliRunner

from api.cli.exits import Exit
from api.commands import umbral
from api.policies import SHIPPED, load, shipped


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    done = CliRunner().invoke(umbral(), ["policy", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_an_example_is_a_policy_and_is_named_by_its_text(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    code, text, _ = run("example", SHIPPED[0])
    path.write_text(text, "utf-8")
    assert code == Exit.OK
    assert run("check", str(path)) == (Exit.OK, f"{path}: {shipped(SHIPPED[0]).under}\n", "")


def test_every_fault_of_every_file_is_told_with_its_line(tmp_path: Path) -> None:
    _, text, _ = run("example", SHIPPED[1])
    good, bad, worse = (tmp_path / f"{name}.toml" for name in ("good", "bad", "worse"))
    good.write_text(text, "utf-8")
    bad.write_text(
        text.replace("fingers = 2", "fingers = -2").replace('country = "XV"', "country = 1"), "utf-8"
    )
    worse.write_text("[scope", "utf-8")
    code, told, wrong = run("check", str(bad), str(worse), str(good))
    assert code == Exit.USAGE
    assert told == f"{good}: {shipped(SHIPPED[1]).under}\n"
    lines = bad.read_text("utf-8").splitlines()
    for part, key in (("fingers = -2", "intake.coverage.fingers"), ("country = 1", "scope.country")):
        assert f"  line {lines.index(part) + 1}: {key} " in wrong
    assert "worse.toml cannot be used:\n  line 1: this is not TOML" in wrong


def test_a_file_that_is_not_there_ends_the_command(tmp_path: Path) -> None:
    code, told, wrong = run("check", str(tmp_path / "none.toml"))
    assert (code, told) == (Exit.USAGE, "")
    assert "none.toml cannot be read" in wrong


def test_a_policy_is_put_in_place_and_an_older_one_of_its_name_goes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code, told, _ = run("place", "--example", SHIPPED[0], "--home", str(home))
    target = home / "policies" / f"{SHIPPED[0]}.toml"
    assert code == Exit.OK
    assert told == f"{target}: {shipped(SHIPPED[0]).under}, for penal-norte from 2026-01-01 on\n"
    newer = tmp_path / "newer.toml"
    newer.write_text(target.read_text("utf-8").replace("at_once = 3", "at_once = 2"), "utf-8")
    assert run("place", str(newer), "--home", str(home))[0] == Exit.OK
    assert target.read_bytes() == newer.read_bytes()
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    code, told, _ = run("list", "--home", str(home))
    assert (code, told) == (Exit.OK, f"penal-norte  2026-01-01..  {load(newer).under}\n")


def test_what_cannot_be_used_is_not_put_in_place(tmp_path: Path) -> None:
    run("place", "--example", SHIPPED[0], "--home", str(tmp_path))
    target = tmp_path / "policies" / f"{SHIPPED[0]}.toml"
    before = target.read_bytes()
    bad = tmp_path / "bad.toml"
    bad.write_bytes(before.replace(b"at_once = 3", b"at_once = -3"))
    code, _, wrong = run("place", str(bad), "--home", str(tmp_path))
    assert (code, "visits.at_once" in wrong) == (Exit.USAGE, True)
    bad.write_bytes(before.replace(f'name = "{SHIPPED[0]}"'.encode(), b'name = "another"'))
    code, _, wrong = run("place", str(bad), "--home", str(tmp_path))
    assert (code, "are both for penal-norte" in wrong) == (Exit.USAGE, True)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == before
    assert run("place", "--home", str(tmp_path))[0] == Exit.USAGE
