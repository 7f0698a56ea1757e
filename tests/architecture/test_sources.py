"""Rules about the source text itself: what no shipped file may do, and how large a file may grow."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "matcher", "device_drivers", "enrollment_station", "api")
SHIPPED = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
"""The text of every file, by its path."""
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "random"}
LONGEST_FILE = 300
SILENCED = re.compile(r"# (noqa|type: ignore)(?!: [A-Z0-9, ]+ - [\w`]|\[[a-z, -]+\] # \w)")


def violations(source: str) -> Iterator[str]:
    """Every forbidden import or call in a module's source."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: calls {name}"
            case ast.Import(names=names):
                yield from (
                    f"line {node.lineno}: imports {alias.name}"
                    for alias in names
                    if alias.name.split(".")[0] in FORBIDDEN_MODULES
                )
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in FORBIDDEN_MODULES:
                yield f"line {node.lineno}: imports {module}"
            case ast.keyword(arg="shell", value=ast.Constant(value=True)):
                yield f"line {node.value.lineno}: runs a shell"
            case _:
                pass


def of(package: str) -> dict[str, str]:
    """What is shipped of a package."""
    return {path: text for path, text in SHIPPED.items() if path.startswith(f"{package}/")}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_forbidden_calls_or_imports(package: str) -> None:
    assert [f"{path}, {found}" for path, text in of(package).items() for found in violations(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from random import choice",
        "import os, marshal",
        "eval('1')",
        "import subprocess\nsubprocess.run('ls', shell=True)",
    ],
)
def test_the_rule_sees_planted_faults(source: str) -> None:
    assert len(list(violations(source))) == 1


@pytest.mark.parametrize("package", PACKAGES)
def test_files_stay_small(package: str) -> None:
    """A migration writes down the tables of one moment and is never read for its logic."""
    lengths = {
        path: len(text.splitlines()) for path, text in of(package).items() if "/migrations/" not in path
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_come_from_this_checkout(package: str) -> None:
    """Names like `api` and `models` are common: another distribution's must not be picked up."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is(package: str) -> None:
    silent = [
        path for path, text in of(package).items() if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def unexplained(source: str) -> list[str]:
    """Marks that silence a checker: for all of it, or without a word why."""
    return [line.strip() for line in source.splitlines() if SILENCED.search(line)]


@pytest.mark.parametrize("package", PACKAGES)
def test_who_silences_a_checker_says_why(package: str) -> None:
    assert [f"{path}: {line}" for path, text in of(package).items() for line in unexplained(text)] == []


@pytest.mark.parametrize(
    "mark", ["noqa", "noqa: S101", "type: ignore", "type: ignore[misc]", "noqa: S101 - "]
)
def test_the_rule_sees_a_mark_without_words(mark: str) -> None:
    assert len(unexplained(f"silenced()  # {mark}")) == 1


@pytest.mark.parametrize("mark", ["noqa: S101, S105 - set above", "type: ignore[misc] # its stub says Any"])
def test_the_rule_takes_a_mark_with_words(mark: str) -> None:
    assert unexplained(f"silenced()  # {mark}") == []


def test_an_instant_on_the_wire_is_one_that_can_be_reckoned_with() -> None:
    """`Moment` ends where calendars do; the year 9999 west of Greenwich is not an instant in UTC."""
    wire = {path: text for path, text in SHIPPED.items() if re.fullmatch(r"api/contract/\w+\.py", path)}
    assert [path for path, text in wire.items() if "AwareDatetime" in text] == ["api/contract/plain.py"]
