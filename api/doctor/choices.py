"""What was set: as a house with other people's data needs it, or as a laptop may have it."""

from collections.abc import Iterator
from ipaddress import ip_network

from api.doctor.finding import Deployment, Finding, Level
from api.loopback import is_loopback

WIDE = 2**16
NEVER = tuple(map(ip_network, ("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10")))
"""This machine itself, and what a cloud tells its machines."""


def settings(deployment: Deployment) -> Iterator[Finding]:
    """The service would not start with them."""
    if deployment.settings is None:
        yield Finding(
            "settings",
            Level.FAULT,
            deployment.refused,
            "correct it in umbral.toml or in the UMBRAL_* variables",
        )


def callers(deployment: Deployment) -> Iterator[Finding]:
    """Who says who they are is not who they are."""
    chosen = deployment.settings
    if chosen is not None and chosen.callers != "issuer":
        yield Finding(
            "callers",
            Level.WARNING if chosen.callers == "believed" else Level.NOTE,
            f"callers = {chosen.callers}: whoever has an account on this machine "
            + ("acts in any role." if chosen.callers == "believed" else "reaches the sign-in."),
            "for a house with people in it set callers = issuer, with issuer, audience and public_hosts",
        )


def pages(deployment: Deployment) -> Iterator[Finding]:
    """Behind an issuer elsewhere the pages are a client of it, or nobody's."""
    chosen = deployment.settings
    if chosen is not None and chosen.callers == "issuer" and chosen.pages_client is None:
        yield Finding(
            "pages",
            Level.NOTE,
            "Nobody can sign in at the pages: only programs, stations and commands reach this service.",
            "register the pages with the issuer, and set pages_client (docs/oidc.md)",
        )


def keys(deployment: Deployment) -> Iterator[Finding]:
    """Whoever takes the disk must not have the keys with it."""
    if deployment.settings is not None and deployment.settings.key_protection == "none":
        yield Finding(
            "keys",
            deployment.graver,
            "key_protection = none: the key-encryption key lies in the clear beside what it opens.",
            "set key_protection = passphrase or token, then: umbral keys rotate",
        )


def searches(deployment: Deployment) -> Iterator[Finding]:
    """1:N without purpose, legal basis and reference is for demonstrations."""
    if deployment.settings is not None and deployment.settings.free_searches:
        yield Finding(
            "searches",
            deployment.graver,
            "free_searches is on: anybody may search all galleries without a purpose.",
            "take free_searches out of the settings",
        )


def receivers(deployment: Deployment) -> Iterator[Finding]:
    """Where events may be sent inside the house."""
    for network in deployment.settings.webhook_networks if deployment.settings else ():
        near = [one for one in NEVER if one.version == network.version and one.overlaps(network)]
        if near or network.num_addresses > WIDE:
            yield Finding(
                "receivers",
                Level.FAULT if near else Level.WARNING,
                f"webhook_networks holds {network}: who may subscribe can make the service call "
                + ("this machine itself." if near else f"{network.num_addresses:,} addresses."),
                "name the receivers' own addresses: 10.20.0.7/32",
            )


def proxies(deployment: Deployment) -> Iterator[Finding]:
    """Between the service and other machines stands what speaks TLS."""
    chosen = deployment.settings
    if chosen is None:
        return
    for network in chosen.trusted_proxies:
        if network.num_addresses > WIDE:
            yield Finding(
                "proxies",
                Level.FAULT,
                f"trusted_proxies holds {network}: its machines may say for whom they ask, and are believed.",
                "name the proxy's own address",
            )
    if not is_loopback(chosen.host) and not chosen.trusted_proxies:
        yield Finding(
            "proxies",
            Level.WARNING,
            f"The service listens on {chosen.host} without TLS, and no proxy is named in trusted_proxies.",
            "listen on 127.0.0.1 behind the proxy of deploy/nginx, or name the proxy",
        )
