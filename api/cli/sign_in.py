"""umbral sign-in, umbral sign-out: code and PKCE by the browser, back to a port of our own (RFC 8252)."""

import hmac
import secrets
import sys
import time
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import click
import httpx

from api.auth.pkce import challenge_of, new_verifier
from api.auth.sign_in_errors import SignInFailed, SignInUnavailable
from api.cli import tokens
from api.cli.options import Where, service_options
from api.home import announced_url
from api.settings import Settings

CLIENT = "umbral-commands"
RETURNS = "/signed-in"
WAITS = 300.0
ANSWERS_WITHIN = 10.0
DONE = b"You are signed in. Close this window and go back to the terminal.\n"


@click.command("sign-in")
@service_options
@click.option(
    "--client-id", default=CLIENT, show_default=True, help="As which the issuer knows these commands."
)
@click.option(
    "--paste", is_flag=True, help="The browser is on another machine: paste the address it ends at."
)
def sign_in(where: Where, client_id: str, paste: bool) -> None:
    """Sign in at a running service; commands act by it until it is over."""
    url = _service(where)
    with httpx.Client(timeout=ANSWERS_WITHIN, trust_env=False) as http:
        metadata = _metadata(http, url)
        state, verifier = secrets.token_urlsafe(24), new_verifier()
        with _Listener() as listener:
            redirect = f"http://127.0.0.1:{listener.server_port}{RETURNS}"
            asked = {
                "response_type": "code",
                "client_id": client_id,
                "redirect_uri": redirect,
                "scope": "openid",
                "state": state,
                "code_challenge": challenge_of(verifier),
                "code_challenge_method": "S256",
            }
            address = f"{metadata['authorization_endpoint']}?{urlencode(asked)}"
            brought = _pasted(address) if paste else _awaited(address, listener)
        if not hmac.compare_digest(brought.get("state", ""), state) or "code" not in brought:
            raise SignInFailed(
                "The browser brought back nothing that counts.", error=brought.get("error", "state")
            )
        if brought.get("iss", metadata["issuer"]) != metadata["issuer"]:
            raise SignInFailed("The answer comes from another issuer.", error="iss")
        said = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "code": brought["code"],
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        told = _json(http.post(metadata["token_endpoint"], data=said))
    tokens.keep(url, told["access_token"], told.get("id_token", ""), float(told.get("expires_in", 300)))
    click.echo(f"Signed in at {url} for {int(told.get('expires_in', 300)) // 60} minutes.")


@click.command("sign-out")
@service_options
def sign_out(where: Where) -> None:
    """End the session here and at the issuer."""
    url = _service(where)
    identity = tokens.identity(url)
    tokens.forget(url)
    if identity:
        with httpx.Client(timeout=ANSWERS_WITHIN, trust_env=False) as http:
            endpoint = _metadata(http, url).get("end_session_endpoint")
            if endpoint is not None:
                http.get(endpoint, params={"id_token_hint": identity})
    click.echo(f"Signed out at {url}.")


class _Listener(HTTPServer):
    """Waits for the browser. brought: what it came back with, once it did."""

    brought: dict[str, str] | None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Listening)
        self.brought = None


class _Listening(BaseHTTPRequestHandler):
    """Takes the one request that the browser comes back with."""

    server: _Listener

    def do_GET(self) -> None:
        """Anything but the address that it was sent to is not found."""
        parts = urlsplit(self.path)
        found = parts.path == RETURNS
        if found:
            self.server.brought = dict(parse_qsl(parts.query))
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if found:
            self.wfile.write(DONE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Nothing: the code stands in the address."""


def _awaited(address: str, listener: _Listener) -> dict[str, str]:
    click.echo(f"Open this in a browser of this machine, if it does not open by itself:\n  {address}")
    if sys.stdout.isatty():
        webbrowser.open(address)
    deadline = time.monotonic() + WAITS
    while listener.brought is None and (left := deadline - time.monotonic()) > 0:
        listener.timeout = left
        listener.handle_request()
    return listener.brought or {}


def _pasted(address: str) -> dict[str, str]:
    click.echo(f"Open this in a browser, and sign in:\n  {address}")
    ended = click.prompt("The browser ends at an address that it cannot open. Paste it here", hide_input=True)
    return dict(parse_qsl(urlsplit(ended.strip()).query))


def _service(where: Where) -> str:
    """The service that is named, else the one that holds the data directory."""
    url = where.url or announced_url(Settings.load(where.home).home)
    if url is None:
        raise click.UsageError("No service runs here; name one with --url.")
    return url.rstrip("/")


def _metadata(http: httpx.Client, url: str) -> dict[str, Any]:
    """Of the issuer that a service names (RFC 9728, RFC 8414)."""
    resource = _json(http.get(f"{url}/.well-known/oauth-protected-resource"))
    issuer = str(resource["authorization_servers"][0])
    found = _json(http.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
    if found.get("issuer") != issuer:
        raise SignInFailed("The document found is another issuer's.", error="issuer")
    return found


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        answer.raise_for_status()
        told = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignInUnavailable(
            "Nobody can sign in there: it does not ask for it, or does not answer."
        ) from error
    if not isinstance(told, dict):
        raise SignInUnavailable("What the issuer answers cannot be read.")
    return told
