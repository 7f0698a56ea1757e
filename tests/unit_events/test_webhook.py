"""The receiver's check: what is believed, what is refused, and that an id counts once."""

import ast
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from api.contract import webhook
from api.contract.webhook import Inbox, MessageRefused, sign, verify

NOW = 1_772_366_400
ID = "0197b3c0-0000-7000-8000-000000000001"
BODY = b'{"specversion":"1.0","id":"' + ID.encode() + b'","type":"umbral.visit.entered","data":{}}'
SECRET, OTHER = webhook.new_secret(), webhook.new_secret()


def headers(**changes: str) -> dict[str, str]:
    return sign(ID, NOW, BODY, [SECRET]) | {name.replace("_", "-"): value for name, value in changes.items()}


def refused(given: dict[str, str], body: bytes = BODY, secret: str = SECRET, now: float = NOW) -> str:
    with pytest.raises(MessageRefused) as error:
        verify(given, body, [secret], now)
    return error.value.reason


def test_a_signed_message_is_believed() -> None:
    message = verify(headers(), BODY, [SECRET], NOW + 5.5)
    assert (message.id, message.timestamp) == (ID, NOW)
    assert message.event["type"] == "umbral.visit.entered"


def test_names_of_headers_come_in_any_case() -> None:
    assert verify({name.title(): value for name, value in headers().items()}, BODY, [SECRET], NOW).id == ID


def test_the_signature_is_the_one_of_standard_webhooks() -> None:
    """The example of the specification's own text (Standard Webhooks 1.0, "Signature scheme")."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the published one
    made = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_wrong_signature_is_refused() -> None:
    assert refused(headers(), secret=OTHER) == "wrong signature"
    assert refused(headers(), body=BODY + b" ") == "wrong signature"
    assert refused(headers(webhook_timestamp=str(NOW + 1))) == "wrong signature"
    assert refused(headers(webhook_id=ID[:-1] + "2")) == "wrong signature"
    assert refused(headers(webhook_signature="")) == "wrong signature"
    assert refused(headers(webhook_signature="v1,é")) == "wrong signature"
    assert (
        refused(headers(webhook_signature=headers()["webhook-signature"].replace("v1,", "v2,")))
        == "wrong signature"
    )


@pytest.mark.parametrize("bit", range(0, 8 * len(BODY), 37))
def test_no_bit_of_the_body_can_be_turned(bit: int) -> None:
    turned = bytearray(BODY)
    turned[bit // 8] ^= 1 << bit % 8
    assert refused(headers(), body=bytes(turned)) == "wrong signature"


@pytest.mark.parametrize("apart", [-301, 301, 86_400])
def test_an_old_message_is_refused(apart: int) -> None:
    assert refused(headers(), now=NOW + apart) == "old timestamp"


@pytest.mark.parametrize("apart", [-300, 0, 300])
def test_clocks_may_differ_a_little(apart: int) -> None:
    assert verify(headers(), BODY, [SECRET], NOW + apart).id == ID


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "١٧٧٢", "1" * 13, " 1772366400"])
def test_an_unreadable_timestamp_is_refused(stamp: str) -> None:
    assert refused(headers(webhook_timestamp=stamp)) == "unreadable timestamp"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    given = headers()
    del given[name]
    assert refused(given) == f"no header {name}"


def test_an_id_cannot_swallow_the_timestamp() -> None:
    given = sign("a.1", NOW, BODY, [SECRET])
    assert refused(given) == "unreadable id"


def test_a_body_that_is_too_large_is_not_hashed() -> None:
    assert refused(headers(), body=bytes(webhook.LARGEST_BODY + 1)) == "too large"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not this CloudEvent"),
        (b'{"specversion":"1.0","id":"other"}', "not this CloudEvent"),
        (b'{"id":"%s"}' % ID.encode(), "not this CloudEvent"),
    ],
)
def test_a_signed_body_that_is_no_event_is_refused(body: bytes, reason: str) -> None:
    assert refused(sign(ID, NOW, body, [SECRET]), body=body) == reason


def test_during_a_rotation_either_secret_will_do() -> None:
    both = sign(ID, NOW, BODY, [SECRET, OTHER])
    assert verify(both, BODY, [OTHER], NOW).id == ID
    assert verify(both, BODY, [SECRET], NOW).id == ID
    assert verify(headers(), BODY, [OTHER, SECRET], NOW).id == ID


def test_of_many_signatures_only_a_few_are_tried() -> None:
    many = " ".join([*["v1,AAAA"] * 50, headers()["webhook-signature"]])
    assert refused(headers(webhook_signature=many)) == "wrong signature"


def test_a_repeated_id_counts_once() -> None:
    inbox = Inbox(most=2)
    first = verify(headers(), BODY, [SECRET], NOW)
    assert [inbox.take(first), inbox.take(first)] == [True, False]


def test_the_inbox_forgets_the_oldest_first() -> None:
    inbox = Inbox(most=2)
    a, b, c = (webhook.Message(name, NOW, {}) for name in "abc")
    assert [inbox.take(one) for one in (a, b, a, c, b, a)] == [True, True, False, True, False, True]


@pytest.mark.parametrize(
    "secret", ["", "secret", "whsec_", "whsec_?", "whsec_" + b64encode(bytes(23)).decode()]
)
def test_a_weak_secret_is_refused_by_both_sides(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        sign(ID, NOW, BODY, [secret])
    with pytest.raises(ValueError, match="whsec_"):
        verify(headers(), BODY, [secret], NOW)


def test_secrets_are_not_repeated() -> None:
    assert len({webhook.new_secret() for _ in range(100)}) == 100


def test_the_file_needs_the_standard_library_alone() -> None:
    source = ast.parse(Path(webhook.__file__).read_text("utf-8"))
    modules = {node.module for node in ast.walk(source) if isinstance(node, ast.ImportFrom)}
    modules |= {
        alias.name for node in ast.walk(source) if isinstance(node, ast.Import) for alias in node.names
    }
    assert {str(module).partition(".")[0] for module in modules} <= sys.stdlib_module_names
