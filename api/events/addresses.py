"""Where a receiver may stand: the public internet by https, or a network that the settings name.

Whoever may create a subscription must not make the service call its own neighbours (server-side request
forgery, OWASP API7:2023). Every name is looked up once a message, every address of the answer must be
allowed, and the connection goes to exactly the address that was looked at: a second answer of the name server
changes nothing.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from api.events.errors import AddressRefused, ReceiverRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host's name. Raises OSError."""

LONGEST_URL = 500
_WRITTEN = re.compile(r"[\x21-\x7e]+")  # no space, no control, no letter outside ASCII: nothing to smuggle
_TRANSLATED = tuple(
    ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
"""IPv6 that carries an IPv4 address (RFC 6052, 8215, 3056, 4380, 4291): it would lead past the rules for that
address."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver's URL, taken apart. target: path and query as they are sent."""

    secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def receiver(url: str) -> Receiver:
    """A receiver by its URL. Raises ReceiverRefused for what is not a plain http or https URL."""
    if len(url) > LONGEST_URL or not _WRITTEN.fullmatch(url):
        raise ReceiverRefused("the address is too long or holds characters that none has")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ReceiverRefused("the address cannot be read") from None
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise ReceiverRefused("it takes https://HOST/PATH")
    if "@" in parts.netloc or parts.fragment or "\\" in url:
        raise ReceiverRefused("neither a user's name nor a fragment belongs into it")
    secure = parts.scheme == "https"
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Receiver(secure, host, port or (443 if secure else 80), target)


class Guard:
    """Looks receivers up. allowed: networks beside the public internet, such as 10.20.0.0/16."""

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve | None = None) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve or _look_up

    def addresses(self, to: Receiver) -> Sequence[str]:
        """The addresses that may be connected to. Raises AddressRefused; OSError without any such name."""
        found = [_plain(one) for one in self._resolve(to.host, to.port)]
        if not found:
            raise OSError("the name has no address")
        for one in found:
            if not self._may_be_called(one, secure=to.secure):
                raise AddressRefused(f"{to.host} leads to an address that the settings do not allow.")
        return [str(one) for one in found]

    def check(self, to: Receiver) -> None:
        """Raise AddressRefused early where the host is an address; names are looked up when it matters."""
        try:
            ip_address(to.host)
        except ValueError:
            return
        self.addresses(to)

    def _may_be_called(self, address: Address, *, secure: bool) -> bool:
        if not secure and not address.is_loopback:
            return False  # what is told is nobody's business on the way
        if any(address in network for network in self._allowed if network.version == address.version):
            return True
        if any(address in network for network in _TRANSLATED if network.version == address.version):
            return False
        return address.is_global and not address.is_multicast


def _plain(written: str) -> Address:
    """Without its zone, and an IPv4 address in IPv6's clothes as what it is."""
    address = ip_address(written.partition("%")[0])
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
