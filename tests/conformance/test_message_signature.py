"""RFC 9421's own Ed25519 example, and this profile's signature checked by the rules of the RFC alone."""

from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from api.contract.message_signature import Message, read, signature_base, signed

# RFC 9421, appendix B.1.4: the key; B.2.6: the request, its signature base and its signature
PRIVATE = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
PUBLIC = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
"""
COMPONENTS = [
    ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    ("@method", "POST"),
    ("@path", "/foo"),
    ("@authority", "example.com"),
    ("content-type", "application/json"),
    ("content-length", "18"),
]
PARAMETERS = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
SIGNATURE = b64decode(
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
)
DIGEST = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
"""RFC 9530, appendix D: of `{"hello": "world"}` and a line feed."""


def test_the_example_of_the_rfc() -> None:
    key, public = load_pem_private_key(PRIVATE, None), load_pem_public_key(PUBLIC)
    assert isinstance(key, Ed25519PrivateKey)
    assert isinstance(public, Ed25519PublicKey)
    base = signature_base(COMPONENTS, PARAMETERS)
    public.verify(SIGNATURE, base)
    assert key.sign(base) == SIGNATURE


def test_the_profile_line_by_line() -> None:
    """The base is written out here from section 2 of the RFC, not by the code under test."""
    key = load_pem_private_key(PRIVATE, None)
    assert isinstance(key, Ed25519PrivateKey)
    body = b'{"hello": "world"}\n'
    message = Message("POST", "Example.com", "/v1/packets", "a=%20b", "application/json")
    headers = signed(message, body, keyid="k" * 36, created=1618884473, sign=key.sign)
    assert headers["Content-Digest"] == DIGEST
    parameters = headers["Signature-Input"].removeprefix("station=")
    base = (
        '"@method": POST\n"@authority": example.com\n"@path": /v1/packets\n"@query": ?a=%20b\n'
        f'"content-digest": {DIGEST}\n"content-type": application/json\n"@signature-params": {parameters}'
    )
    signature = b64decode(headers["Signature"].removeprefix("station=:").removesuffix(":"))
    key.public_key().verify(signature, base.encode())
    given = read(message, [(name.lower(), value) for name, value in headers.items()])
    assert (given.statement, given.signature, given.created) == (base.encode(), signature, 1618884473)
    assert given.covers(body)
    assert not given.covers(b"")


def test_a_request_without_query_or_body() -> None:
    message = Message("GET", "127.0.0.1:8000", "", "")
    given = read(
        message,
        [
            (n.lower(), v)
            for n, v in signed(message, None, keyid="k" * 22, created=1, sign=lambda base: bytes(64)).items()
        ],
    )
    assert given.statement.startswith(
        b'"@method": GET\n"@authority": 127.0.0.1:8000\n"@path": /\n"@query": ?\n'
    )
    assert given.covers(b"")
    assert not given.covers(b"x")
