"""A paper as a printable page: large print, plain words, the facility's hours, nothing from elsewhere.

What it says was fixed when it was issued; only the language is the reader's.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import JsonValue

from api.contract import words
from api.contract.papers import PaperContent, fingerprint
from api.papers.due import Document

SECTIONS = {
    Document.ADMISSION_RECORD: ("record", "injuries", "reasons"),
    Document.RELEASE_RECEIPT: ("reasons",),
    Document.RECORD_COPY: ("bases", "movements", "holds", "record", "injuries", "decisions"),
    Document.PROPERTY_LIST: ("property",),
    Document.LEAVE_SLIP: ("reasons",),
    Document.DECISION_NOTICE: ("reasons", "deadlines"),
}
"""What each paper shows below its facts."""

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(content: PaperContent, language: str) -> str:
    """The whole page, HTML."""
    return templates.get_template("paper.html").render(
        paper=content,
        language=language,
        sections=SECTIONS[Document(content.document)],
        check=_grouped(fingerprint(content)),
        told=_Told(content, language),
    )


class _Told:
    """Words of a paper in one language."""

    def __init__(self, content: PaperContent, language: str) -> None:
        self._content = content
        self._language = language
        self._zone = ZoneInfo(content.zone)

    def __call__(self, key: str, **parameters: words.Value) -> str:
        """The text at `paper.KEY`; names of place, day and hour are at hand."""
        content = self._content
        known = {
            "facility": content.facility_name,
            "at": self.hour(content.decision.at),
            "due": self.hour(content.due_back) if content.due_back else "",
            "zone": content.zone,
            "policy": content.decision.policy,
        }
        return words.text(f"paper.{key}", self._language, known | parameters)

    def code(self, family: str, code: str) -> str:
        """A code in words; one that nobody wrote words for, such as a policy's own, stands as it is."""
        return words.texts(self._language).get(f"{family}.{code}", code)

    def hour(self, instant: datetime) -> str:
        """2026-03-01 09:00, as the facility's clock showed it."""
        return instant.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def reason(self, code: str, parameters: dict[str, str | int | float]) -> str:
        """What a rule said."""
        return words.reason(code, parameters, self._language).title

    def lines(self, value: JsonValue) -> list[str]:
        """A value of the record, whatever its shape, as lines of text."""
        return list(self._lines(value))

    def _lines(self, value: JsonValue) -> Iterator[str]:
        match value:
            case None:
                yield "-"
            case bool():
                yield self("label.yes" if value else "label.no")
            case str():
                yield from map(self._readable, value.splitlines())
            case int() | float():
                yield words.number(value, self._language)
            case list():
                for one in value:
                    yield from self._lines(one)
            case dict():
                for name, one in value.items():
                    yield f"{name}: {', '.join(self._lines(one))}"

    def _readable(self, line: str) -> str:
        """An instant as the facility's clock showed it; everything else as it was written."""
        try:
            instant = datetime.fromisoformat(line)
        except ValueError:
            return line
        return line if instant.tzinfo is None else self.hour(instant)


def _grouped(digits: str) -> list[str]:
    """Eight at a time: to be compared by eye."""
    return [digits[start : start + 8] for start in range(0, len(digits), 8)]
