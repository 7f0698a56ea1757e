"""Where a receiver may stand, and what an address must look like."""

from ipaddress import ip_network

import pytest

from api.events.addresses import Guard, Receiver, receiver
from api.events.errors import AddressRefused, ReceiverRefused

PUBLIC = "93.184.215.14"


def guard(*answers: str, allowed: tuple[str, ...] = ()) -> Guard:
    return Guard([ip_network(one) for one in allowed], lambda _host, _port: answers)


@pytest.mark.parametrize(
    ("url", "host", "port", "target", "authority"),
    [
        ("https://cases.example/umbral", "cases.example", 443, "/umbral", "cases.example"),
        ("https://cases.example:8443?x=1", "cases.example", 8443, "/?x=1", "cases.example:8443"),
        ("http://127.0.0.1:9/a%20b?c", "127.0.0.1", 9, "/a%20b?c", "127.0.0.1:9"),
        ("https://[2001:db8::1]/", "2001:db8::1", 443, "/", "[2001:db8::1]"),
        ("https://[2001:db8::1]:444/", "2001:db8::1", 444, "/", "[2001:db8::1]:444"),
    ],
)
def test_what_an_address_says(url: str, host: str, port: int, target: str, authority: str) -> None:
    found = receiver(url)
    assert (found.host, found.port, found.target, found.authority) == (host, port, target, authority)
    assert found.secure == url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cases.example",
        "ftp://cases.example/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:word@cases.example/",
        "https://cases.example@10.0.0.1/",
        "https://cases.example\\@10.0.0.1/",
        "https://cases.example/#part",
        "https://cases.example/a b",
        "https://cases.example/\r\nHost: other",
        "https://cases.example/\u00e9",
        "https://cases.example:99999/",
        "https://cases.example:0/",
        "https://cases.example:port/",
        "https://[::1/",
        "https://cases.example/" + "a" * 500,
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(ReceiverRefused):
        receiver(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",  # noqa: S104 - to be refused
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::1", "2001:0:a00:1::1", "2001:db8::1", "::7f00:1",
    ],
)  # fmt: skip
def test_our_own_neighbours_are_not_called(address: str) -> None:
    with pytest.raises(AddressRefused):
        guard(address).addresses(receiver("https://cases.example/"))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111"])
def test_the_public_internet_is(address: str) -> None:
    assert guard(address).addresses(receiver("https://cases.example/")) == [address]


def test_an_address_in_the_clothes_of_the_other_version_is_what_it_is() -> None:
    assert guard(f"::ffff:{PUBLIC}").addresses(receiver("https://cases.example/")) == [PUBLIC]


def test_one_forbidden_address_of_several_refuses_all() -> None:
    with pytest.raises(AddressRefused):
        guard(PUBLIC, "10.0.0.1").addresses(receiver("https://cases.example/"))


def test_a_network_that_is_set_is_allowed_and_no_other() -> None:
    to = receiver("https://cases.example/")
    assert guard("10.20.1.2", allowed=("10.20.0.0/16",)).addresses(to) == ["10.20.1.2"]
    assert guard("::ffff:10.20.1.2", allowed=("10.20.0.0/16",)).addresses(to)
    assert guard("fd00::5", allowed=("fd00::/8",)).addresses(to) == ["fd00::5"]
    with pytest.raises(AddressRefused):
        guard("10.21.1.2", allowed=("10.20.0.0/16",)).addresses(to)


def test_without_encryption_only_this_machine_is_called() -> None:
    plain = receiver("http://cases.example/")
    for address in (PUBLIC, "10.20.1.2"):
        with pytest.raises(AddressRefused):
            guard(address, allowed=("10.20.0.0/16",)).addresses(plain)
    assert guard("127.0.0.1", allowed=("127.0.0.0/8",)).addresses(plain) == ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        guard("127.0.0.1").addresses(plain)


def test_a_name_without_address_is_no_answer() -> None:
    with pytest.raises(OSError, match="no address"):
        guard().addresses(receiver("https://cases.example/"))


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1"])
def test_other_spellings_of_an_address_are_looked_up_like_names(host: str) -> None:
    """The system reads 127.1 as 127.0.0.1: what counts is the address that comes of it."""
    with pytest.raises((AddressRefused, OSError)):
        Guard().addresses(Receiver(secure=True, host=host, port=443, target="/"))
