"""The client takes problems for what they are, and everything else that is not an answer for none."""

import httpx
import pytest

from api.contract.answers import Status
from api.contract.client import Client
from api.contract.errors import ServiceUnreachable


def _client(answer: httpx.Response) -> Client:
    """Of something that always gives one answer."""
    return Client("http://127.0.0.1:1", transport=httpx.MockTransport(lambda _request: answer))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>router login</html>"),
        httpx.Response(200, json={"ready": "perhaps"}),
        httpx.Response(502, text="Bad Gateway"),
        httpx.Response(307, headers={"location": "http://elsewhere.example"}),
    ],
)
def test_somebody_else_at_the_address(answer: httpx.Response) -> None:
    with _client(answer) as client, pytest.raises(ServiceUnreachable, match="not one of this service"):
        client.status()


def test_nobody_at_the_address() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(ServiceUnreachable, match="does not answer"):
        client.status()


def test_waiting_ends() -> None:
    loading = {"ready": False, "persons": 0, "fingers": 0, "faces": 0, "version": "0", "loading": 0.5}
    seen: list[Status] = []
    with (
        _client(httpx.Response(200, json=loading)) as client,
        pytest.raises(ServiceUnreachable, match="loading"),
    ):
        client.wait_until_ready(0.0, seen.append)
    assert seen == []
