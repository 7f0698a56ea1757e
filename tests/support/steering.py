"""Made-up requests steered towards what is on record, so that they get further than the first look-up.

A made-up id would nearly always meet `not on record`, a made-up body break the first of many rules: so most
ids are replaced by ones that answers have told before, and half of the bodies are the document's example with
a few fields as they were made up.
"""

import re
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from schemathesis import Case, Response

from api.auth.actor import Role
from api.contract import words

MOST_REMEMBERED = 24  # of each kind; the oldest are forgotten
STEERED, STRANGERS, OF_EXAMPLE, MADE_UP = 0.8, 0.04, 0.5, 0.25
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
UNKNOWN = f"{UUID(int=99)}"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
KINDS = {
    "visitor_id": "person_id",
    "prisoner_id": "person_id",
    "guardian_id": "person_id",
    "received_as": "person_id",
    "companions": "person_id",
    "leaving_with": "person_id",
    "source": "person_id",
    "to": "person_id",
    "subscription": "subscription_id",
    "encounters": "encounter_id",
    "reviews": "case_id",
    "facility": "code",
    "destination": "code",
}
"""Names under which a kind of id goes, beside its own."""
VERBS = ("revoke", "lift", "cancel")


class Pools:
    """What is on record, by the names under which requests ask for it."""

    def __init__(self, people: Sequence[UUID], facility: str) -> None:
        self._held: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_REMEMBERED))
        self._held["person_id"].extend(map(str, people))
        self._held["code"].append(facility)

    def learn(self, path: str, answer: Response) -> None:
        """Remember the ids of an answer; path: with names in place of its own ids."""
        told = answer.status_code < 300 and answer.content
        if not told or "application/json" not in answer.headers.get("content-type", ()):
            return
        own = _own_id(path)
        for name, value in _ids(answer.json(), "id"):
            kind = KINDS.get(name, own if name == "id" else name)
            if value not in self._held[kind]:
                self._held[kind].append(value)

    def path(self, path: str, chance: Random) -> dict[str, str]:
        """What the names in a path may stand for."""
        names = re.findall(r"\{(\w+)\}", path)
        return {name: chance.choice(self._held.get(KINDS.get(name, name)) or [UNKNOWN]) for name in names}

    def steer(self, name: str, value: Any, chance: Random) -> Any:
        """A value of that name, or all that lies in it, as something on record where it may be one."""
        if isinstance(value, Mapping):
            return {key: self.steer(key, inner, chance) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.steer(name, inner, chance) for inner in value]
        if not isinstance(value, str) or chance.random() > STEERED:
            return value
        if name == "data":
            return _somebody(chance)
        kind = KINDS.get(name, name)
        known = self._held.get(kind)
        pattern = CODE if kind == "code" else ID
        return chance.choice(known) if known and pattern.fullmatch(value) else value


def dress(case: Case[Any], pools: Pools, example: Any, chance: Random) -> None:
    """Make a case one that gets somewhere: of ids on record, from somebody, in one of five languages."""
    if example is not None and isinstance(case.body, dict) and chance.random() < OF_EXAMPLE:
        case.body = example | {key: case.body[key] for key in case.body if chance.random() < MADE_UP}
    if isinstance(case.body, dict):
        case.body = pools.steer("", case.body, chance)
    case.path_parameters = pools.steer("", case.path_parameters, chance)
    case.query = pools.steer("", case.query, chance)
    case.headers.update({"Umbral-Actor": _actor(chance), "Accept-Language": chance.choice(words.LANGUAGES)})
    if "If-Match" in case.headers and chance.random() < STEERED:
        case.headers["If-Match"] = f'"{chance.randint(1, 3)}"'
    if chance.random() < STRANGERS:
        del case.headers["Umbral-Actor"]


def fully(chance: Random) -> dict[str, str]:
    """The headers of a write by somebody who may do anything, under a new key."""
    return {
        "Umbral-Actor": f"officer-9; roles={','.join(Role)}",
        "Idempotency-Key": f"{chance.getrandbits(128):032x}",
        "Accept-Language": chance.choice(words.LANGUAGES),
    }


def _actor(chance: Random) -> str:
    """Mostly somebody with every role, seldom with one or none."""
    drawn = chance.random()
    roles = [chance.choice([*Role, "nobody"])] if drawn < STRANGERS else list(Role)
    return f"officer-{chance.randint(1, 4)}; roles={','.join(roles)}"


def _somebody(chance: Random) -> str:
    """A sample that names who stands before the desk."""
    return b64encode(f"person {chance.randint(1, 20)}, impression {chance.randint(0, 3)}".encode()).decode()


def _own_id(path: str) -> str:
    """The name under which the `id` of what is answered at a path goes elsewhere."""
    *_, before, last = path.split("/")
    if last.startswith("{"):
        return last.strip("{}")
    if last in VERBS:
        return before.strip("{}")
    return last.replace("-", "_").removesuffix("s") + "_id"


def _ids(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _ids(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner, name)
    elif isinstance(value, str) and ID.fullmatch(value):
        yield name, value
