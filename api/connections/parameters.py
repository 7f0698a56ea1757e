"""How long a connection may take, with the reason for each number (`tests/attacks/test_floods.py`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """headers: seconds from a request's first octet (of a new connection: from its beginning) to the end of
    its headers. window, rate: in each window of so many seconds a body comes, or an answer is taken, at so
    many octets a second at least."""

    headers: float
    window: float
    rate: int


# Stations on bad lines are real: a photo of 1 MB may take minutes. Whoever is slower than a modem is not one.
CALM = Patience(headers=10.0, window=5.0, rate=4 * 1024)
# Many at once are stations after a power cut, or a flood; the former send their headers in one packet.
CROWDED = Patience(headers=0.6, window=1.0, rate=32 * 1024)
# 20 gates with a browser and a station each, the case system's pool, and every board's stream fit below.
CROWD = 160
# How long a crowd is remembered: the last of a flood are to go as fast as the first.
CROWD_SECONDS = 30.0
# Beyond that a newcomer takes the place of whoever has waited longest; below the usual 1,024 descriptors.
MOST = 512
# So many give way at once: a search among all for each newcomer took 0.7 s of a flood of 1,000.
TOGETHER = 32
# How often slow ones are looked for. What is refused in a crowd is refused within headers + this.
TICK = 0.2
# What a refused caller may still send so that it hears the answer (RFC 9112, section 9.6).
LEFTOVER_SECONDS = 2.0
# What the system may hold of an answer before its reader counts as one who is yet to take it: an honest line
# has less on its way (64 KiB in 0.1 s are 5 Mbit/s). The system takes 700 KB by itself, and would hold them
# for minutes after a close: 300 MB for 427 readers of /v1/openapi.json who took nothing.
UNTAKEN = 64 * 1024
