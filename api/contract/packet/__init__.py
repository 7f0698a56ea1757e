"""The sealed packet: what a station captured, on its way to the service.

One version, and nothing in it is negotiated. A station seals with the service's public key alone, so that
neither it nor whoever takes it can open what it has sealed. Octets, all numbers big-endian:

    magic       5    "UMBP" and the version, 1
    recipient   8    names the service's key: the first octets of its SHA-256
    station    16    UUID
    sequence    8    1 for a station's first packet, then one more each
    previous   32    SHA-256 of the station's previous packet, whole; zeros before the first
    sealed_at   8    milliseconds since 1970-01-01T00:00Z by the station's clock
    length      4    octets of the ciphertext
    ciphertext  .    HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305;
                     info is "umbral packet 1", a zero octet and all fields above; encapsulated key first
    signature  64    Ed25519 (RFC 8032) of the station over "umbral packet 1 signed", a zero octet, all above

The service answers with a receipt signed by its own Ed25519 key; a station forgets a packet only for one.
"""
