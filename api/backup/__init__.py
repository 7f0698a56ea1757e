"""Backups in two pieces that are kept apart, and the way back from them.

    rows   every row of the store as it is, sealed columns under their owners' keys: made as often as wanted
    keys   the owners' keys: one piece, current, which takes the place of the one before wherever it lies

Rows open with keys alone, and keys are those of whom the store still knows. So whoever is erased is erased
from every copy of the rows there is, as soon as the keys' piece is replaced; and the list of what was erased
lies with the witnesses of the audit log besides, for the case that it could not be.

Both pieces are sealed as a whole to a recovery key whose private half no machine of the service holds, and
signed with the key of the audit log. A piece:

    magic       5    "UMBB" and the version, 1
    kind        1    "R" or "K"
    recipient   8    names the recovery key: the first octets of its SHA-256
    backup     16    UUID
    made_at     8    milliseconds since 1970-01-01T00:00Z, big-endian
    capsule    80    HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305
                     over a fresh 32-octet key; info is "umbral backup 1", a zero octet and all fields above
    chunks      .    of 256 KiB each but the last, ChaCha20-Poly1305 under that key: STREAM (Hoang,
                     Reyhanitabar, Rogaway, Vizar: Online Authenticated-Encryption and its Nonce-Reuse
                     Misuse-Resistance, CRYPTO 2015), nonce a counter of 11 octets, 1 for the last, else 0;
                     the associated data are all octets before the first chunk
"""
