"""A session that the issuer ended counts for nothing; the word of it is taken once, from the issuer alone."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.exc import OperationalError

from api.auth.endings import EVENT
from api.registry import audit_log
from api.routes import board
from tests.support.minting import AUDIENCE, CLIENT, logout, signed
from tests.support.tokened import Tokened
from tests.support.waiting import WITHIN, within

FACILITIES = "/v1/facilities"


def code(service: Tokened, token: str) -> tuple[int, str]:
    answer = service.get(FACILITIES, token)
    return answer.status_code, answer.json().get("code", "")


def test_a_session_begins_once_and_ends_once_in_the_log(service: Tokened) -> None:
    token = service.token()
    assert [code(service, token)[0] for _ in range(3)] == [200] * 3
    answer = service.end(service.word())
    assert (answer.status_code, answer.headers["cache-control"], answer.content) == (200, "no-store", b"")
    told = [(one["act"], one.get("actor")) for one in service.leaves() if one["act"].startswith("session.")]
    assert told == [("session.began", "officer-7"), ("session.ended", "officer-7")]


def test_a_token_of_an_ended_session_is_refused(service: Tokened) -> None:
    token, other = service.token(), service.token(sid="session-2")
    assert service.end(service.word()).status_code == 200
    assert code(service, token) == (401, "session-over")
    assert code(service, other) == (200, "")


def test_nothing_of_it_counts_later_either(service: Tokened) -> None:
    service.end(service.word())
    service.house.clock.advance(timedelta(hours=1))
    assert code(service, service.token()) == (401, "session-over")


def test_all_of_an_account_is_over_until_it_signs_in_anew(service: Tokened) -> None:
    old, other = service.token(sid=None), service.token(sub="officer-8")
    signed_in = service.now()
    assert service.end(service.word(sid=None, sub="officer-7")).status_code == 200
    assert code(service, old) == (401, "session-over")
    assert code(service, other) == (200, "")
    service.house.clock.advance(timedelta(minutes=1))
    renewed = service.token(sid="session-3", auth_time=signed_in)  # by a refresh token of before
    assert code(service, renewed) == (401, "session-over")
    assert code(service, service.token(sid="session-4")) == (200, "")


@pytest.mark.parametrize("word", [{}, {"sid": None, "sub": "officer-7"}], ids=["session", "account"])
def test_a_stream_ends_with_the_session(
    service: Tokened, monkeypatch: pytest.MonkeyPatch, word: dict[str, Any]
) -> None:
    monkeypatch.setattr(board, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(board, "monotonic", lambda: 20 * time.monotonic())  # an hour is 3 minutes
    path, token = f"/v1/facilities/{service.house.code}/board/events", service.token()
    with ThreadPoolExecutor(1) as browser:
        followed = browser.submit(service.get, path, token)
        assert within(WITHIN, lambda: any(one["act"] == "follow_board" for one in service.leaves()))
        assert service.end(service.word(**word)).status_code == 200
        told = followed.result(WITHIN)
    assert told.status_code == 200
    assert told.text.startswith(": a board follows")


def test_a_stream_ends_with_its_token(service: Tokened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(board, "monotonic", lambda: 20 * time.monotonic())  # an hour is 3 minutes
    path, token = f"/v1/facilities/{service.house.code}/board/events", service.token()
    with ThreadPoolExecutor(1) as program:
        followed = program.submit(service.get, path, token)
        assert within(WITHIN, lambda: any(one["act"] == "follow_board" for one in service.leaves()))
        service.house.clock.advance(timedelta(minutes=10))
        assert followed.result(WITHIN).status_code == 200
    assert code(service, token) == (401, "token-expired")


def test_a_session_of_an_account_is_that_session_alone(service: Tokened) -> None:
    other = service.token(sid="session-2")
    assert service.end(service.word(sub="officer-7")).status_code == 200
    assert code(service, other) == (200, "")
    assert code(service, service.token()) == (401, "session-over")


def test_a_word_is_taken_once(service: Tokened) -> None:
    word = service.word()
    assert service.end(word).status_code == 200
    again = service.end(word)
    assert (again.status_code, again.json()["parameters"]["reason"]) == (400, "replayed")
    acts = [one["act"] for one in service.leaves()]
    assert acts.count("session.ended") == 1


STRANGER = ec.generate_private_key(ec.SECP256R1())
NOT_WORDS: dict[str, tuple[Callable[[Tokened], str], str]] = {
    "expired": (lambda s: s.word(iat=s.now() - 400, exp=s.now() - 300), "token-expired"),
    "for long": (lambda s: s.word(exp=s.now() + 3_600), "token-lives-too-long"),
    "of the future": (lambda s: s.word(iat=s.now() + 100), "token-too-early"),
    "without an end": (lambda s: s.word(exp=None), "token-incomplete"),
    "for another client": (lambda s: s.word(aud="another"), "token-for-another"),
    "for the interface": (lambda s: s.word(aud=AUDIENCE), "token-for-another"),
    "of another issuer": (lambda s: s.word(iss="https://evil.example"), "token-of-another-issuer"),
    "without number": (lambda s: s.word(jti=None), "token-incomplete"),
    "of nobody": (lambda s: s.word(sid=None), "token-incomplete"),
    "with a nonce": (lambda s: s.word(nonce="n"), "token-incomplete"),
    "without events": (lambda s: s.word(events=None), "token-incomplete"),
    "of another event": (lambda s: s.word(events={"urn:other": {}}), "token-incomplete"),
    "of a list of events": (lambda s: s.word(events=[EVENT]), "token-incomplete"),
    "of an event that is no object": (lambda s: s.word(events={EVENT: True}), "token-incomplete"),
    "an access token": (lambda s: s.token(aud=[AUDIENCE, CLIENT]), "token-kind-refused"),
    "by a stranger": (
        lambda s: signed(logout(aud=CLIENT, iat=s.now(), exp=s.now() + 60), STRANGER),
        "token-forged",
    ),
    "unreadable": (lambda s: "word", "token-unreadable"),
}


@pytest.mark.parametrize("attack", NOT_WORDS)
def test_what_is_no_word_of_the_issuers_ends_nothing(service: Tokened, attack: str) -> None:
    make, reason = NOT_WORDS[attack]
    answer = service.end(make(service))
    assert (answer.status_code, answer.json()["code"]) == (400, "logout-refused")
    assert answer.json()["parameters"]["reason"] == reason
    assert code(service, service.token()) == (200, "")


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"logout_token": "a.b.c"}},
        {"data": {}},
        {"data": {"logout_token": ["a.b.c", "a.b.c"]}},
        {"data": {str(n): "x" for n in range(20)}},
        {"content": b"logout_token=\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"data": {"logout_token": "x" * 20_000}},
    ],
)
def test_a_body_that_is_no_form_with_one_token_is_refused(service: Tokened, request_: dict[str, Any]) -> None:
    answer = service.http.post("/v1/sessions/ended", **request_)
    assert (answer.status_code, answer.json()["code"]) == (400, "logout-refused")


@pytest.mark.parametrize("typ", ["JWT", "", "logout+jwt", "application/logout+jwt"])
def test_issuers_of_before_the_kind_was_recommended_are_heard(service: Tokened, typ: str) -> None:
    assert service.end(service.word(typ)).status_code == 200


def test_nobody_begins_or_ends_where_the_log_cannot_be_written(
    service: Tokened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OperationalError("INSERT", {}, OSError("no space left on device"))

    monkeypatch.setattr(audit_log, "account", full)
    assert code(service, service.token()) == (503, "store-unavailable")
    assert service.end(service.word()).status_code == 503
    monkeypatch.undo()
    assert code(service, service.token()) == (200, "")
    assert [one["act"] for one in service.leaves()] == ["session.began", "list_facilities"]
