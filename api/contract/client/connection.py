"""Requests to one service: how they travel, when they are repeated, and what an answer is taken for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from api.contract.answers import Problem
from api.contract.client.parameters import ANSWER_WITHIN, STREAM_WITHIN
from api.contract.client.repeating import NEVER, Repeating
from api.contract.client.until_closed import UntilClosed
from api.contract.errors import ServiceUnreachable, refusal

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Octets:
    """A body that is no JSON."""

    media_type: str
    octets: bytes


ACTOR = "Umbral-Actor"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Connection(UntilClosed):
    """Sends requests. Thread-safe; close it, or use it as a context manager.

    language: of sentences in answers and problems. transport: how requests travel, by default over HTTP.
    actor: who acts, `ID; roles=a,b`, where a request does not say otherwise. token: an access token,
    which says that in place of it; credentials: by which a program gets one, and renews it.
    """

    def __init__(  # noqa: PLR0913 - where, who, and how
        self,
        url: str,
        *,
        language: str = "en",
        transport: httpx.BaseTransport | None = None,
        actor: str | None = None,
        token: str | None = None,
        repeating: Repeating = NEVER,
        credentials: httpx.Auth | None = None,
    ) -> None:
        self.proves = token is not None or credentials is not None
        self._repeating = repeating
        self._http = httpx.Client(
            base_url=url,
            headers={"Accept-Language": language, **_who(actor, token)},
            timeout=ANSWER_WITHIN,
            transport=transport,
            auth=credentials,
            trust_env=False,  # a proxy of the environment must not see what is sent to a loopback service
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(  # noqa: PLR0913 - what a request is made of
        self,
        method: str,
        path: str,
        body: BaseModel | Octets | None = None,
        *,
        actor: str | None = None,
        query: Mapping[str, str | int | bool] = MappingProxyType({}),
        more: Mapping[str, str] = _NOTHING,
    ) -> httpx.Response:
        """Any request of the contract. more: further headers.

        Raises ServiceRefused, in the subclass that says what kind of refusal it is, and ServiceUnreachable.
        """
        headers = {**more, **({} if self.proves else _who(actor, None))}
        content: str | bytes | None = None
        if isinstance(body, Octets):
            headers["Content-Type"], content = body.media_type, body.octets
        elif body is not None:
            headers["Content-Type"], content = "application/json", body.model_dump_json()
        try:
            request = self._http.build_request(
                method, path, content=content, headers=headers, params=dict(query) or None
            )
            answer = self._answered(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnreachable(
                f"The service at {self._http.base_url} does not answer: {error}."
            ) from error
        if answer.is_success:
            return answer
        raise refusal(parsed(Problem, answer))

    @contextmanager
    def lines(self, path: str, *, actor: str, more: Mapping[str, str] = _NOTHING) -> Iterator[Iterator[str]]:
        """An answer that goes on, line by line as it comes; the connection is closed with the block.

        Raises ServiceRefused and ServiceUnreachable, also where the answer breaks off.
        """
        said = {} if self.proves else _who(actor, None)
        try:
            with self._http.stream("GET", path, headers={**more, **said}, timeout=STREAM_WITHIN) as answer:
                if not answer.is_success:
                    answer.read()
                    raise refusal(parsed(Problem, answer))
                yield answer.iter_lines()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnreachable(f"The service at {self._http.base_url} fell silent: {error}.") from error

    def _answered(self, request: httpx.Request) -> httpx.Response:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self._http.send(request)
            except httpx.TransportError:
                if not self._repeating.after(attempt, request, None):
                    raise
            else:
                if not self._repeating.after(attempt, request, answer):
                    return answer


def _who(actor: str | None, token: str | None) -> dict[str, str]:
    """The header that says who acts, or proves it."""
    if token is not None:
        return {"Authorization": f"Bearer {token}"}
    return {} if actor is None else {ACTOR: actor}


def parsed(model: type[M], answer: httpx.Response) -> M:
    """An answer as its wire type. Raises ServiceUnreachable where it is none."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise ServiceUnreachable(
            f"The answer of {answer.url} (status {answer.status_code}) is not one of this service."
        ) from error
