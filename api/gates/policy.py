"""A facility's policy: what its country and its house lay down, as typed sections of one TOML file.

Each gate keeps its section as a frozen dataclass in its own `policy.py`; `Sections` names them, and the
reader builds them from their types: a new section is one line there. Nothing is read from disk in this
package: `parse` takes the text, whoever calls it has the file.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from api.gates.absence.policy import AbsencePolicy
from api.gates.clock.policy import ClockPolicy
from api.gates.galleries import GalleriesPolicy
from api.gates.intake.policy import IntakePolicy
from api.gates.presence import PresencePolicy
from api.gates.reading.faults import Fault, PolicyRefused
from api.gates.reading.lines import KeyPath, key_lines
from api.gates.reading.reader import Form, Reader
from api.gates.release.policy import ReleasePolicy
from api.gates.retention.policy import RetentionPolicy
from api.gates.visits.policy import VisitsPolicy
from matcher.errors import Remark

LONGEST: Final = 128 * 1024  # characters; the shipped ones have a twentieth of it

Code = Annotated[str, Form("small letters, digits and hyphens", r"[a-z][a-z0-9-]{0,47}")]
Country = Annotated[str, Form("two capital letters", r"[A-Z]{2}")]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose policy it is and from when to when it holds, first and last day included.

    country: ISO 3166-1 alpha-2; zone: in which the facility's days begin and end.
    """

    name: Code
    country: Country
    facility: Code
    zone: ZoneInfo
    valid_from: date
    valid_until: date | None = None

    def faults(self) -> Iterator[Fault]:
        """The end does not lie before the beginning."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            yield Fault(("valid_until",), "policy-out-of-order", {"other": "valid_from"})


@dataclass(frozen=True, slots=True)
class Sections:
    """The file's tables, by their names."""

    scope: Scope
    galleries: GalleriesPolicy
    intake: IntakePolicy
    visits: VisitsPolicy
    release: ReleasePolicy
    absence: AbsencePolicy
    clock: ClockPolicy
    retention: RetentionPolicy
    presence: PresencePolicy = field(default=PresencePolicy(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Policy(Sections):
    """The sections with what names their exact text. sha256: of its UTF-8 bytes, hexadecimal."""

    sha256: str

    @property
    def under(self) -> str:
        """What a decision says it was taken under."""
        return f"{self.scope.name}@{self.sha256}"


def parse(text: str, file: str) -> Policy:
    """The policy that a text lays down. file: how messages name it.

    Raises PolicyRefused with every fault and its line.
    """
    if len(text) > LONGEST:
        raise PolicyRefused(file, [Fault((), "policy-too-long", {"most": LONGEST}).remark(1)])
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyRefused(file, [_not_toml(str(error), text)]) from error
    reader = Reader()
    sections = reader.read(Sections, document)
    if reader.faults:
        raise PolicyRefused(file, _by_line(reader.faults, text))
    held = {one.name: getattr(sections, one.name) for one in fields(Sections)}
    return Policy(**held, sha256=sha256(text.encode()).hexdigest())


def _not_toml(said: str, text: str) -> Remark:
    """The parser's message carries its line in words, and the end of the document as such."""
    told, _, place = said.partition(" (at ")
    found = re.match(r"line (\d+)", place)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    return Fault((), "policy-not-toml", {"problem": told}).remark(line)


def _by_line(faults: Sequence[Fault], text: str) -> list[Remark]:
    """Each fault at its line; what is missing stands at the table that should have it."""
    lines = key_lines(text)

    def line(path: KeyPath) -> int:
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 1)

    return sorted(
        (fault.remark(line(fault.path)) for fault in faults), key=lambda one: one.parameters["line"]
    )
