"""Codes to sentences: the one place where a reason becomes words, in the reader's language.

The texts lie in `strings/LANGUAGE.json` as nested objects; `text("band.weak", "en")` walks them.
A placeholder is `{name}`; numbers are written as the language writes them. Service, station and
pages read the same files, so that an officer meets the same sentence everywhere.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import floor, log10
from pathlib import Path
from types import MappingProxyType

from api.contract.answers import Decision

LANGUAGES = ("en", "es", "fr", "pt", "ro")
FALLBACK = "en"

Value = str | int | float

_STRINGS = Path(__file__).parent / "strings"
_FAMILIES = ("quality", "remark", "gate", "policy", "warrant")
"""Codes that are said with a title and an advice."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_EVEN = log10(2)  # a ratio between 1/2 and 2 says nothing either way (ENFSI 2015, table 2)


@dataclass(frozen=True, slots=True)
class Words:
    """A problem in words: a heading, what is wrong, what to do next."""

    title: str
    detail: str
    advice: str


def language(accept_language: str | None) -> str:
    """The language of ours that an Accept-Language header (RFC 9110, section 12.5.4) likes best."""
    best, liked = FALLBACK, 0.0
    for choice in (accept_language or "")[:1000].split(","):
        tag, _, weight = choice.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(weight)
        if primary in LANGUAGES and quality > liked:
            best, liked = primary, quality
    return best


def text(key: str, language: str, parameters: Mapping[str, Value] = MappingProxyType({})) -> str:
    """The text at a dotted key with its placeholders filled.

    KeyError for a key that the files do not hold; a parameter that is not given stays visible as "?".
    """

    def fill(found: re.Match[str]) -> str:
        value = parameters.get(found[1], "?")
        return value if isinstance(value, str) else number(value, language)

    return _PLACEHOLDER.sub(fill, texts(language)[key])


def render(code: str, parameters: Mapping[str, Value], language: str) -> Words:
    """The words of a problem. A code without words of its own reads as the general error."""
    known = code if f"problem.{code}.title" in texts(language) else "error"
    filled = _in_words(parameters, language)
    title, detail, advice = (
        text(f"problem.{known}.{part}", language, filled) for part in ("title", "detail", "advice")
    )
    return Words(title, detail, advice)


def reason(code: str, parameters: Mapping[str, Value], language: str) -> Words:
    """The words of a remark: on a print's quality, on an error, of a gate's rule, or another error's.

    A parameter `position` is also at hand as `{finger}`, in words; a `modality` reads in words itself,
    and so do the `fields` of an admission record, codes with blanks between.
    """
    known = texts(language)
    filled = _in_words(parameters, language)
    family = next((f for f in _FAMILIES if f"{f}.{code}.title" in known), None)
    if family is None:
        return render(code, parameters, language)
    title, advice = (text(f"{family}.{code}.{part}", language, filled) for part in ("title", "advice"))
    return Words(title, title, advice)


def _in_words(parameters: Mapping[str, Value], language: str) -> dict[str, Value]:
    """Parameters whose values are codes of ours, as they are said."""
    known, filled = texts(language), dict(parameters)
    if "position" in filled:
        filled["finger"] = known[f"position.{filled['position']}"]
    for name in {"modality", "wrong"} & filled.keys():
        filled[name] = known[f"{name}.{filled[name]}"]
    if "fields" in filled:
        filled["fields"] = ", ".join(known[f"record-field.{one}"] for one in str(filled["fields"]).split())
    return filled


def likelihood(llr: float, language: str) -> str:
    """A log10 likelihood ratio as a sentence, never more exact than two digits."""
    if abs(llr) < _EVEN:
        return text("likelihood.none", language)
    way = "against" if llr < 0 else "for"
    size = abs(llr)
    if size >= 6:  # beyond what calibration data of a site can vouch for
        return text(f"likelihood.{way}_over", language)
    return text(f"likelihood.{way}", language, {"ratio": _two_digits(10**size)})


def chance(probability: float, searched: bool, language: str) -> str:
    """How often an accident brings as much: of searches for strangers, or of people who claim a name."""
    kind = "chance.search" if searched else "chance.check"
    if probability < 1e-6:
        return text(f"{kind}_over", language)
    if probability > 0.5:
        return text(f"{kind}_often", language, {"percent": round(100 * probability)})
    return text(kind, language, {"n": _two_digits(1 / probability)})


def identified(decision: Decision, name: str | None, language: str) -> str:
    """The answer of a search in one sentence; name is the best candidate's, None if nobody knows it."""
    return text(f"identified.{decision}", language, {"name": name or text("person.unnamed", language)})


def verified(decision: Decision, name: str | None, language: str) -> str:
    """The answer of a 1:1 comparison in one sentence."""
    return text(f"verified.{decision}", language, {"name": name or text("person.unnamed", language)})


def number(value: float, language: str) -> str:
    """12345.5 as the language writes it: 12,345.5 or 12.345,5. At most two decimals."""
    marks = {ord(","): texts(language)["number.thousands"], ord("."): texts(language)["number.decimal"]}
    return f"{value:,.2f}".rstrip("0").rstrip(".").translate(marks)


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted key."""
    flat: dict[str, str] = {}
    _flatten("", json.loads((_STRINGS / f"{language}.json").read_text("utf-8")), flat)
    return MappingProxyType(flat)


def _flatten(prefix: str, node: Mapping[str, object], flat: dict[str, str]) -> None:
    for key, value in node.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}{key}.", value, flat)
        else:
            flat[prefix + key] = str(value)


def _quality(weight: str) -> float:
    """The q of one header item; 1 if absent, 0 if it makes no sense."""
    if not weight.strip():
        return 1.0
    found = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", weight.strip().lower())
    return float(found[1]) if found else 0.0


def _two_digits(value: float) -> float:
    """Rounded to two significant digits, without a decimal from 10 on."""
    scale = 10.0 ** (floor(log10(value)) - 1)
    rounded = round(value / scale) * scale
    return round(rounded) if value >= 10 else round(rounded, 1)
