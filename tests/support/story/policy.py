"""The policy of the story's prison: the first shipped example, but for what the story is short of.

One finger and the face of everybody keep the captures few; a doubt does not wait, since which strangers
leave one is the matcher's matter and no part of the story; a visitor may come three times a week.
"""

from importlib.resources import files
from pathlib import Path

from api.gates.policy import Policy, parse
from api.policies import SHIPPED

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


def policy() -> Policy:
    """As the gates read it."""
    return parse(text(), "story.toml")


def written(folder: Path) -> None:
    """Into a service's folder of policies."""
    folder.mkdir(parents=True)
    (folder / "story.toml").write_text(text(), "utf-8")
