"""Signed requests mutated, replayed, moved to another place, station or hour: none is taken."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from starlette.requests import Request

from api.auth.stations import signed
from api.contract.message_signature import WINDOW_SECONDS, Message, SignatureUnreadable, read
from api.contract.message_signature import signed as sign
from api.registry import sealing_keys, stations
from api.registry.registry import Registry
from api.registry.stations import Station, StationState
from matcher.errors import UmbralError
from tests.support import campaigns
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.house import House
from tests.support.packets import signing_key

FULL = 40_000
STATIONS = {UUID(int=n): signing_key(f"station {n}") for n in range(1, 4)}
CHARACTERS = ' "()=;,:?-_/+abcKEYed25519-sha256\\x00\\tü'


@dataclass(frozen=True)
class Sent:
    """A request as it arrives. headers: in lower case, the signature's among them."""

    method: str
    host: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def accepted(self, house: House) -> bool:
        """What the service makes of it. Raises UmbralError where it is refused."""
        raw = [("host", self.host), *self.headers]
        scope = {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "raw_path": self.path.encode("latin-1", "replace"),
            "query_string": self.query.encode("latin-1", "replace"),
            "headers": [(name.encode(), value.encode("latin-1", "replace")) for name, value in raw],
            "state": {},
            "app": SimpleNamespace(
                state=SimpleNamespace(office=SimpleNamespace(store=house.registry, clock=house.clock))
            ),
        }
        request = Request(scope)
        actor = signed(request)
        return actor is not None and bool(request.state.signed.covers(self.body))


@dataclass
class Campaign:
    """Honest requests of stations, and what becomes of them on the way."""

    house: House
    chance: random.Random
    last: dict[UUID, Sent] = field(default_factory=dict)

    def honest(self, station: UUID, created: float | None = None, key: UUID | None = None) -> Sent:
        """One that the station signs now. key: of which station instead of its own."""
        body = self.chance.randbytes(self.chance.randint(1, 60)) if self.chance.random() < 0.7 else None
        method, media_type = ("GET", None) if body is None else ("POST", "application/umbral-packet")
        path = self.chance.choice(["/v1/packets", "/v1/stations/self", "/v1/audit/heads"])
        query = self.chance.choice(["", "after=3", "a=b&c=%20d"])
        instant = self.house.clock.now().timestamp() if created is None else created
        message = Message(method, "127.0.0.1:8000", path, query, media_type)
        made = sign(
            message, body, keyid=str(station), created=int(instant), sign=STATIONS[key or station].sign
        )
        headers = [(name.lower(), value) for name, value in made.items()]
        headers += [] if media_type is None else [("content-type", media_type)]
        return Sent(method, message.authority, path, query, tuple(headers), body or b"")

    def attacked(self, kind: str, station: UUID) -> Sent:
        """Another request than any that a station sent."""
        if kind in {"header", "line", "body"}:
            return self.mutated(kind, self.honest(station))
        if kind in {"dropped", "doubled", "grafted"}:
            return self.put_together(kind, self.honest(station), self.stranger(station))
        if kind == "clock":
            shift = self.chance.choice([-1, 1]) * self.chance.uniform(WINDOW_SECONDS + 1, 10**7)
            return self.honest(station, created=max(1.0, self.house.clock.now().timestamp() + shift))
        if kind == "replayed" and station in self.last:
            return self.last[station]
        return self.honest(station, key=self.stranger(station))

    def stranger(self, station: UUID) -> UUID:
        """Another station."""
        return self.chance.choice([one for one in STATIONS if one != station])

    def mutated(self, kind: str, sent: Sent) -> Sent:
        """One part of it changed."""
        if kind == "body":
            return replace(sent, body=self.chance.choice([sent.body + b"x", sent.body[:-1] + b"?!"]))
        if kind == "line":
            line = [sent.method, sent.host, sent.path, sent.query]
            place = self.chance.randrange(len(line))
            line[place] = self.garbled(line[place])
            method, host, path, query = line
            return replace(sent, method=method, host=host, path=path, query=query)
        headers, at = list(sent.headers), self.chance.randrange(len(sent.headers))
        headers[at] = (headers[at][0], self.garbled(headers[at][1]))
        return replace(sent, headers=tuple(headers))

    def put_together(self, kind: str, sent: Sent, other: UUID) -> Sent:
        """With a header less, or with one of another station's."""
        theirs = dict(self.honest(other).headers)
        name = self.chance.choice(["signature", "signature-input"])
        if kind == "dropped":
            gone = self.chance.choice(sent.headers)[0]
            return replace(sent, headers=tuple(one for one in sent.headers if one[0] != gone))
        if kind == "doubled":
            twice = (*sent.headers, (name, theirs[name]))
            return replace(sent, headers=tuple(self.chance.sample(twice, len(twice))))
        grafted = tuple((one, theirs[one] if one == name else value) for one, value in sent.headers)
        return replace(sent, headers=grafted)

    def garbled(self, text: str) -> str:
        """Another text, near to it. The authority counts in lower case, so that is left alone."""
        while True:
            at = self.chance.randrange(len(text) + 1)
            match self.chance.randrange(4):
                case 0:
                    found = text[:at] + self.chance.choice(CHARACTERS) + text[at + 1 :]
                case 1:
                    found = text[:at] + text[at + self.chance.randint(1, 12) :]
                case 2:
                    found = text[:at] + text[at : at + self.chance.randint(1, 12)] + text[at:]
                case _:
                    found = text[:at] + self.chance.choice(CHARACTERS) + text[at:]
            if found.lower() != text.lower():
                return found


KINDS = ("header", "line", "body", "dropped", "doubled", "crossed", "clock", "grafted", "replayed")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Where three stations are in use."""
    registry = Registry.open(file_in(tmp_path), tmp_path / "keys")
    house = House(registry, SimulatedClock())
    now = house.clock.now()
    with registry.writing(now) as unit:
        sealing_keys.ensure(unit)
        for station, key in STATIONS.items():
            new = Station(
                id=station,
                facility_id=house.facility,
                name=str(station),
                gate=None,
                state=StationState.ENROLLED,
                code_hash=None,
                code_until=None,
                public_key=key.public_key().public_bytes_raw().hex(),
                made_at=now,
                made_by="administrator",
            )
            stations.invite(unit, new)
    yield house
    registry.close()


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_none_but_the_station_s_own_first_request_is_taken(house: House) -> None:
    campaign = Campaign(house, random.Random(20261122))
    stations_, refused, honest = list(STATIONS), Counter[str](), 0
    for number in range(campaigns.share(FULL)):
        station = campaign.chance.choice(stations_)
        if number % 20 == 0:
            sent = campaign.honest(station)
            assert sent.accepted(house), "an honest request is taken"
            campaign.last[station] = sent
            honest += 1
            house.clock.advance(timedelta(seconds=campaign.chance.choice([0, 1, 30, 90, 200])))
            continue
        kind = campaign.chance.choice(KINDS)
        sent = campaign.attacked(kind, station)
        try:
            taken = sent.accepted(house)
        except UmbralError as error:
            refused[error.code] += 1
            continue
        assert not taken, (kind, sent)
        refused["body or nobody"] += 1
    assert sum(refused.values()) + honest == campaigns.share(FULL)
    assert set(refused) == {"signature-refused", "signature-late", "signature-repeated", "body or nobody"}
    figures = {"refused": dict(refused), "taken": 0, "honest": honest}
    campaigns.record("signed_requests", "tests/attacks/test_signed_requests.py", figures)


@pytest.mark.campaign
def test_the_parser_reads_one_form_or_says_that_it_does_not() -> None:
    """Whatever stands in the headers: a signature in the one form, or SignatureUnreadable."""
    chance, read_as_signature = random.Random(20261123), 0
    campaign = Campaign(SimpleNamespace(clock=SimulatedClock()), chance)  # type: ignore[arg-type] # a part of it
    for _ in range(campaigns.share(200_000)):
        sent = campaign.honest(chance.choice(list(STATIONS)))
        headers = [(name, campaign.garbled(value)) for name, value in sent.headers]
        kept = [chance.choice(pair) for pair in zip(headers, sent.headers, strict=True)]
        message = Message(sent.method, sent.host, sent.path, sent.query, "application/umbral-packet")
        try:
            given = read(message, kept)
        except SignatureUnreadable:
            continue
        read_as_signature += 1
        assert (len(given.signature), len(given.nonce)) == (64, 22)
        assert given.statement.endswith(dict(kept)["signature-input"].removeprefix("station=").encode())
    assert read_as_signature > 0
