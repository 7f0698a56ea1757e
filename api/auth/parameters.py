"""How long, how many, how large: what tokens and the keys that verify them are held to."""

from datetime import timedelta

# A token of ours names some roles and facilities; Keycloak's largest usual ones have 2-3 KB.
LONGEST_TOKEN = 8 * 1024
MOST_FACILITIES = 500

# A shift. Whoever issues longer ones leaves a stolen token alive for days, and an ended session is
# remembered for as long as a token of it may be around.
TOKEN_LIVES = timedelta(hours=12)
# Refresh tokens keep a session going for days; where it is forgotten earlier it only gets a second leaf.
SESSIONS_KNOWN = timedelta(days=31)
# OpenID Connect Back-Channel Logout 1.0, section 4, recommends two minutes.
LOGOUT_TOKEN_LIVES = timedelta(minutes=10)

# Seconds by the monotonic clock. A rotated-in key is found by its unknown number at once, so freshness only
# bounds for how long a key that was taken out of the set still counts.
KEYS_FRESH = 600.0
# No new token can be had while the issuer is down; the old ones are let live for that long.
KEYS_KEPT = 4 * 3600.0
# Whoever invents key numbers makes us ask once a minute, and no more.
UNKNOWN_KEY_PAUSE = 60.0
# While the issuer does not answer it is tried again so often; nobody waits for it who has a known key.
RETRY_PAUSE = 10.0

ISSUER_WITHIN = 5.0
LONGEST_DOCUMENT = 256 * 1024
MOST_KEYS = 64

# NIST SP 800-57 part 1: 112 bits of security at least; beyond 8192 bits verifying costs more than it buys.
RSA_BITS = range(2048, 8193)
