"""Why a request goes no further than what every request passes."""

from matcher.errors import DataError, UmbralError


class ServiceBusy(UmbralError):
    """As much is being worked on, or held, as there is room for; nothing of the request was done."""

    code = "service-busy"
    advice = "Try again in a moment."


class HeadersTooLarge(DataError):
    """Address and headers are longer, or there are more of them, than any real ones."""

    code = "headers-too-large"
    advice = "The program that sent it must be corrected."


class AddressUnreadable(DataError):
    """Octets in the address that no address has (RFC 3986, section 2): two programs read them differently."""

    code = "address-unreadable"
    advice = "Write everything beyond ASCII in percent encoding, as UTF-8."


class AmbiguousLength(DataError):
    """Two statements about where the body ends: one program's body is another's next request."""

    code = "ambiguous-length"
    advice = "Send either Content-Length or Transfer-Encoding."


class BodyEncoded(DataError):
    """The body is compressed; it was not read."""

    code = "body-encoded"
    advice = "Send it without Content-Encoding: pictures are compressed already."


class BodyTooLarge(DataError):
    """The body is over the limit; it was not read."""

    code = "body-too-large"
    advice = "Send fewer or smaller images."
