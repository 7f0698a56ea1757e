"""The policy of the story's prison: the first shipped example, but for what the story is short of.

One finger and the face of everybody keep the captures few; a doubt does not wait, since which strangers
leave one is the matcher's matter and no part of the story; a visitor may come three times a week.
"""

from importlib.resources import files
from pathlib import Path

from api.gates.policy import Policy, parse
from api.policies import SHIPPED

ELSEWHERE = "penal-sur"
CHANGES = (
    (f'name = "{SHIPPED[0]}"', 'name = "story"'),
    ("fingers = 4", "fingers = 1"),
    ("doubt_waits = true", "doubt_waits = false"),
    ("[visits.visitor_quota]\nvisits = 1", "[visits.visitor_quota]\nvisits = 3"),
)


def text() -> str:
    """As a TOML file."""
    told = files("api.gates").joinpath("policies", f"{SHIPPED[0]}.toml").read_text("utf-8")
    for was, becomes in CHANGES:
        assert told.count(was) == 1, f"the shipped example says {was!r} {told.count(was)} times"
        told = told.replace(was, becomes)
    return told


def policies() -> tuple[Policy, ...]:
    """As the gates read them: the story's house, and another to which people are transferred."""
    return tuple(parse(told, name) for name, told in _files().items())


def written(folder: Path) -> None:
    """Into a service's folder of policies."""
    folder.mkdir(parents=True)
    for name, told in _files().items():
        (folder / name).write_text(told, "utf-8")


def _files() -> dict[str, str]:
    here = text()
    there = here.replace('name = "story"', 'name = "story-south"')
    there = there.replace('facility = "penal-norte"', f'facility = "{ELSEWHERE}"')
    return {"story.toml": here, "story-south.toml": there}
