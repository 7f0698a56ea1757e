"""What there is so much of and no more (places, octets), shared so that no caller and no flood takes it all.

Three rules: never more than there is; never more than its share for one caller; and a part that only what
goes on at a gate may use, so that a gate is open whatever else is asked of the service.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.types import Scope

from api.auth.actor import LONGEST

Caller = tuple[str, str]
AT_A_GATE = ("/v1/gates/", "/v1/passages")
_KEY = re.compile(r';keyid="([A-Za-z0-9_-]{22,64})"')


def caller_of(scope: Scope) -> Caller:
    """Address, and by what else callers of one address are told apart: the token that they send, the key that
    they sign by, the name that they give themselves, a page's cookie. Nothing of it has been checked; of what
    opens something a digest is kept."""
    address = (scope.get("client") or ("",))[0]
    headers = Headers(scope=scope)
    if (token := headers.get("authorization")) is not None:
        return (address, f"token {_digest(token)}")
    if (key := _KEY.search(headers.get("signature-input", ""))) is not None:
        return (address, f"key {key[1]}")
    if (name := headers.get("umbral-actor")) is not None:
        return (address, name[:LONGEST].partition(";")[0].strip())
    cookie = headers.get("cookie")
    return (address, "" if cookie is None else f"cookie {_digest(cookie)}")


def _digest(secret: str) -> str:
    return sha256(secret.encode("latin-1")).hexdigest()


def at_a_gate(scope: Scope) -> bool:
    """Whether somebody stands before an officer while this is answered."""
    return str(scope["path"]).startswith(AT_A_GATE)


@dataclass(slots=True)
class Shares:
    """most: in all; reserved: of it, for gates alone; each: the most of one caller."""

    most: int
    reserved: int
    each: int
    taken: int = 0
    _by: Counter[Caller] = field(default_factory=Counter)

    def take(self, caller: Caller, amount: int, *, gate: bool) -> bool:
        """Whether the caller now has so much more."""
        free = self.most - self.taken - (0 if gate else self.reserved)
        if amount > free or self._by[caller] + amount > self.each:
            return False
        self.taken += amount
        self._by[caller] += amount
        return True

    def give_back(self, caller: Caller, amount: int) -> None:
        """The caller is done with so much."""
        self.taken -= amount
        self._by[caller] -= amount
        if not self._by[caller]:
            del self._by[caller]
