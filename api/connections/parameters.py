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
# A window is a few round trips of any line on the ground (10 KB, less than is sent before the first is
# acknowledged): whoever is refused is so within a second of coming.
CROWDED = Patience(headers=0.5, window=0.3, rate=32 * 1024)
# 20 gates with a browser and a station each, the case system's pool, and every board's stream fit below.
CROWD = 160
# So many of one address are a crowd of its own: a machine with pages, a station, the case system's pool and
# every stream that boards have room for (64) holds fewer.
CROWD_OF_ONE = 96
# How long a crowd is remembered: the last of a flood are to go as fast as the first.
CROWD_SECONDS = 30.0
# Beyond that a newcomer takes the place of whoever has waited longest; below the usual 1,024 descriptors.
MOST = 512
# Of one address, unless it is a proxy's: the less a flood holds, the less work it makes at a time. Those who
# read slowly are served until they are seen to be slow, and that many at most.
EACH = 128
# So many of one address may have a first answer of more than 128 KiB before them and take nothing of it: each
# was work for nothing. Of a line of 1 Mbit/s one is counted for half a second.
STANDING = 32
# So many give way at once: a search among all for each newcomer took 0.7 s of a flood of 1,000.
TOGETHER = 32
# Where nobody gave way to a newcomer nobody is looked for again so soon: its next ones are refused at once.
IN_VAIN = 0.02
# Who has kept us waiting for so long gives way to newcomers: with headers, which come with the connection or
# in the next packet; or with a body, an answer, another request.
JUST_COME = 0.05
STALLED = 0.2
# How often slow ones are looked for (3 us for each). What is refused in a crowd is so within headers + this.
TICK = 0.05
# What a refused caller may still send so that it hears the answer (RFC 9112, section 9.6).
LEFTOVER_SECONDS = 2.0
# What the system may hold of an answer before its reader counts as one who is yet to take it: an honest line
# has less on its way (64 KiB in 0.1 s are 5 Mbit/s). The system takes 700 KB by itself, and would hold them
# for minutes after a close: 300 MB for 427 readers of /v1/openapi.json who took nothing.
UNTAKEN = 64 * 1024
# What the system takes of an answer at a time (it doubles the number for its own needs): a reader who takes
# nothing is seen by it at once, and costs the copying of this much, not of the whole.
UNSENT = 64 * 1024
# How many connections are taken up at one turn of the loop: asyncio would take up all that wait, and a
# thousand held it for half a second. How many may wait: more than a flood of a thousand and the gates.
TAKEN_UP = 8
QUEUE = 2048
