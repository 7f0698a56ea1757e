"""Rules about the source text itself: what no shipped file may do, and how large a file may grow."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "matcher", "device_drivers", "enrollment_station", "api")
SHIPPED = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "random"}
LONGEST_FILE = 300


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


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_forbidden_calls_or_imports(path: Path) -> None:
    assert list(violations(path.read_text("utf-8"))) == []


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


# A migration writes down the tables of one moment and is never read for its logic.
@pytest.mark.parametrize(
    "path",
    [path for path in SHIPPED if "migrations" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_come_from_this_checkout(package: str) -> None:
    """Names like `api` and `models` are common: another distribution's must not be picked up."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))
