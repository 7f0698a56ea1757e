"""The built-in issuer: a small OpenID Connect provider in the service's own process, on loopback alone.

For a laptop or one machine at a gate, where no ministry's issuer can be reached. `issuer.py` is the door;
OpenID Connect Core 1.0 with PKCE (RFC 7636), RFC 9068, RFC 9207, RP-Initiated and Back-Channel Logout 1.0.
"""
