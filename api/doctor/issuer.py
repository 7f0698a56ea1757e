"""Whether the issuer of tokens is who the settings say, and can be asked for its keys."""

import ssl
from collections.abc import Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from api.doctor.finding import Deployment, Finding, Level

SECONDS = 5.0
DISCOVERY = "/.well-known/openid-configuration"
APART = timedelta(seconds=60)
SIGNING_IN = ("authorization_endpoint", "token_endpoint")
ASYMMETRIC = ("RSA", "EC", "OKP")


class _Wrong(Exception):
    """says, mend."""


def issuer(deployment: Deployment) -> Iterator[Finding]:
    """Asks it as the service does (OpenID Connect Discovery 1.0, section 4)."""
    chosen = deployment.settings
    if chosen is None or chosen.callers != "issuer" or chosen.issuer is None:
        return
    if not chosen.issuer.startswith("https://"):
        says = f"The issuer {chosen.issuer} is asked without TLS: whoever is in between makes officers."
        yield Finding("issuer", Level.FAULT, says, "give the issuer a certificate, and name it https://...")
    trust: ssl.SSLContext | bool = True
    try:
        if chosen.issuer_certificates is not None:
            trust = ssl.create_default_context(cafile=chosen.issuer_certificates)
        with httpx.Client(timeout=SECONDS, verify=trust, trust_env=False) as http:
            answer = http.get(chosen.issuer.rstrip("/") + DISCOVERY)
            _ask(http, answer, chosen.issuer)
            if chosen.pages_client is not None:
                _signs_in(answer)
            yield from _clocks(deployment, answer)
    except _Wrong as wrong:
        yield Finding("issuer", Level.FAULT, *wrong.args)
    except (httpx.HTTPError, OSError, ValueError) as error:
        says = f"The issuer {chosen.issuer} cannot be asked: {type(error).__name__}."
        yield Finding("issuer", Level.FAULT, says, "check its name, certificate, and the way to it")


def _ask(http: httpx.Client, answer: httpx.Response, name: str) -> None:
    document: Any = answer.raise_for_status().json()
    told = document.get("issuer") if isinstance(document, dict) else None
    if told != name:
        says = f"The issuer calls itself {told!r}, the settings {name!r}: no token of it will be taken."
        raise _Wrong(says, "write it in the settings exactly as the issuer does")
    where = document.get("jwks_uri")
    if not isinstance(where, str):
        raise _Wrong("The issuer does not say where its keys are.", "ask who runs it")
    keys: Any = http.get(where).raise_for_status().json()
    listed = keys.get("keys") if isinstance(keys, dict) else None
    if not any(isinstance(one, dict) and one.get("kty") in ASYMMETRIC for one in listed or ()):
        raise _Wrong("The issuer publishes no key by which a token could be checked.", "ask who runs it")


def _signs_in(answer: httpx.Response) -> None:
    """What the pages' sign-in cannot do without."""
    document: Any = answer.json()
    missing = [name for name in SIGNING_IN if not isinstance(document.get(name), str)]
    if missing:
        raise _Wrong(
            f"The issuer names no {' and no '.join(missing)}: no page can be opened.", "ask who runs it"
        )
    methods = document.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise _Wrong(
            "The issuer overlooks proof keys (PKCE, S256): no page can be opened.", "ask who runs it"
        )


def _clocks(deployment: Deployment, answer: httpx.Response) -> Iterator[Finding]:
    stated = parsedate_to_datetime(answer.headers["date"]) if "date" in answer.headers else None
    if stated is None:
        return
    apart = abs(deployment.now - stated.replace(tzinfo=stated.tzinfo or UTC))
    if apart > APART:
        says = f"This machine's clock and the issuer's are {apart.total_seconds():.0f} s apart."
        yield Finding(
            "issuer", Level.FAULT, says, "have both kept by a time server (systemd-timesyncd, chrony)"
        )
