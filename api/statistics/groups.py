"""Groups that the public's tables tell people apart by: coarse ones, of what the admission record says."""

import re
from collections.abc import Collection
from datetime import date
from types import MappingProxyType

from pydantic import JsonValue

UNRECORDED = "unrecorded"
SEXES = ("women", "men", "other", UNRECORDED)
NATIONALITIES = ("national", "foreign", UNRECORDED)
AGE_BANDS = ("under-18", "18-24", "25-34", "35-49", "50-64", "65-and-over", UNRECORDED)
_FROM = (0, 18, 25, 35, 50, 65)

_SAID = MappingProxyType(
    {
        "women": frozenset(
            [
                "woman",
                "women",
                "female",
                "f",
                "girl",
                "mujer",
                "femenino",
                "femenina",
                "femme",
                "féminin",
                "féminine",
                "mulher",
                "feminino",
                "feminina",
                "femeie",
                "feminin",
                "fată",
            ]
        ),
        "men": frozenset(
            [
                "man",
                "men",
                "male",
                "m",
                "boy",
                "hombre",
                "masculino",
                "masculina",
                "homme",
                "masculin",
                "masculine",
                "homem",
                "bărbat",
                "barbat",
                "băiat",
            ]
        ),
    }
)
"""What the record's first line says, as the person says it, in the five languages that it is written in."""


def sex_of(said: JsonValue) -> str:
    """One of SEXES; a person may say what is neither, or nothing."""
    if not isinstance(said, str) or not said.strip():
        return UNRECORDED
    words = frozenset(re.findall(r"\w+", said.casefold()))
    found = [sex for sex, known in _SAID.items() if words & known]
    return found[0] if len(found) == 1 else "other"


def age_band(born: JsonValue, on: date) -> str:
    """One of AGE_BANDS. born: a date as ISO 8601 writes it; anything else is no date that anybody knows."""
    try:
        day = date.fromisoformat(born) if isinstance(born, str) else None
    except ValueError:
        day = None
    if day is None or day > on:
        return UNRECORDED
    years = on.year - day.year - ((on.month, on.day) < (day.month, day.day))
    return AGE_BANDS[sum(years >= begins for begins in _FROM) - 1]


def nationality_group(countries: JsonValue, home: Collection[str]) -> str:
    """One of NATIONALITIES. home: whose nationals are no foreigners, ISO 3166-1 alpha-2."""
    if not isinstance(countries, list) or not countries or not home:
        return UNRECORDED
    return "national" if any(one in home for one in countries if isinstance(one, str)) else "foreign"
