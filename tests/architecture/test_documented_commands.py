"""What documents tell people to type exists: commands with their options, modules, targets of make."""

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from api.commands import umbral
from tests.architecture.test_documents import ROOT, documents

TYPED = re.compile(r"^(?: {4,}|\$ )((?:\.venv/bin/)?(?:umbral|python -m|make) [^\n]*)$", re.MULTILINE)
IN_TEXT = re.compile(r"`((?:\.venv/bin/)?(?:umbral|python -m|make) [^`]+)`")
BEHIND = re.compile(r"  +.*|\s[#|>&].*|\.\.\.")
"""What stands behind a command: its description, a remark, where its output goes."""
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def told(text: str) -> Iterator[list[str]]:
    """The words of every command, a continued line as one."""
    text = re.sub(r"\\\n\s*", "", text)
    for typed in TYPED.findall(text):
        yield shlex.split(BEHIND.sub("", typed))
    for quoted in IN_TEXT.findall(text):
        yield shlex.split(BEHIND.sub("", " ".join(quoted.split())))


def unknown(words: list[str]) -> str | None:
    """What a command names that is not there. Words in capitals stand for others."""
    program, rest = Path(words[0]).name, words[1:]
    if program == "make":
        return next((word for word in rest if "=" not in word and word not in TARGETS), None)
    if program == "python":
        return None if rest[1].isupper() or find_spec(rest[1]) else rest[1]
    return None if rest[0].isupper() else _unknown_to(umbral(), rest)


def _unknown_to(command: click.Command, words: list[str]) -> str | None:
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        below = command.get_command(click.Context(command), words[0])
        return words[0] if below is None else _unknown_to(below, words[1:])
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    named = (word.split("=")[0] for word in words if re.match(r"--?[a-z]", word))
    return next((name for name in named if name not in known), None)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_told_can_be_typed(document: Path) -> None:
    missing = [(words, unknown(words)) for words in told(document.read_text("utf-8"))]
    assert [one for one in missing if one[1] is not None] == []


def test_what_cannot_be_typed_is_found() -> None:
    """A command, one of a group, an option behind a line's end, a module and a target that are not there."""
    page = """Say `umbral status` or `umbral gone`, `umbral people
list` or `umbral people gone`; `umbral COMMAND --help`; `make test` or `make gone`; and
`python -m benchmarks.gone`.

    .venv/bin/umbral identify --finger print.png \\
        --gone 3   what it is for --not-an-option
    python -m benchmarks.speed.search > --not-an-option
    umbral doctor # --not-an-option
"""
    assert [unknown(words) for words in told(page)] == [
        "--gone", None, None, None, "gone", None, "gone", None, None, "gone", "benchmarks.gone",
    ]  # fmt: skip
