"""A service of each test file's own, over HTTP, and two ways to speak with it."""

from collections.abc import Iterator

import httpx
import pytest

from api.contract.client import Client
from tests.support.service import TESTER, RunningService, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The real service in a process of its own, over an empty store."""
    with running_service(tmp_path_factory.mktemp("service") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def client(service: RunningService) -> Iterator[Client]:
    """The typed client."""
    with service.client() as lent:
        yield lent


@pytest.fixture(scope="module")
def http(service: RunningService) -> Iterator[httpx.Client]:
    """Plain HTTP, for what the typed client would not send."""
    headers = {"Umbral-Actor": TESTER}
    with httpx.Client(base_url=service.url, timeout=60, trust_env=False, headers=headers) as plain:
        yield plain
