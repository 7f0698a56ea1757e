"""What the registry refuses. All of it is answered as a conflict (409), unknown things as not found (404)."""

from matcher.errors import DataError


class NotOnRecord(DataError):
    """Nothing of this kind is on record under this id."""

    code = "not-on-record"
    advice = "Check the number."


class Conflict(DataError):
    """What was asked contradicts what is on record; nothing was changed."""

    code = "conflict"
    advice = "Read the record again and decide anew."


class Overtaken(Conflict):
    """Somebody else changed the record since it was read."""

    code = "overtaken"


class AlreadyOnRecord(Conflict):
    """The same thing was registered before: a facility's code, an order's number."""

    code = "already-on-record"
    advice = "Look it up instead of entering it again."


class AlreadyListed(AlreadyOnRecord):
    """The person is on a watchlist already. watchlist: which."""

    code = "already-listed"
    advice = "Look at the entry that there is; to change its end, lift it and enter the person anew."


class FacilityRefused(DataError):
    """A facility with a time zone, capacity or wing that cannot be."""

    code = "facility-refused"
    advice = "Correct the facility's data; zones are named as in the IANA list, such as America/La_Paz."


class AlreadyInCustody(Conflict):
    """The person has an open custody episode; there is one at a time."""

    code = "already-in-custody"
    advice = "Transfer the person, or record the release first."


class NotInCustody(Conflict):
    """The person has no open custody episode."""

    code = "not-in-custody"
    advice = "Look the person up: they may have been released, or never admitted."


class CustodyNeedsEpisode(Conflict):
    """Custody is entered and left by admission and release, never as a mere gallery."""

    code = "custody-needs-episode"
    advice = "Use the intake or the release gate."


class MovementConflict(Conflict):
    """The person is under way already, or is not the one who is expected back."""

    code = "movement-conflict"
    advice = "Look at the person's movements: conclude the one that is under way first."


class OrderUnusable(Conflict):
    """The order was used or revoked: it serves once."""

    code = "order-unusable"
    advice = "Ask the court for a new order."


class StillInside(Conflict):
    """The visitor has not left from the visit before."""

    code = "still-inside"
    advice = "Find the visitor, and record the exit of the visit before."


class NotInside(Conflict):
    """The visit is over, so nobody can leave under it."""

    code = "not-inside"
    advice = "Look at the board of visitors inside: this exit was recorded before."


class SameOfficer(Conflict):
    """A second officer must agree, and this is the first one again."""

    code = "same-officer"
    advice = "Ask another officer."


class RepeatDiffers(Conflict):
    """An idempotency key came back with another request than the one it was used for."""

    code = "repeat-differs"
    advice = "A program that repeats a request must send it unchanged, and a new one under a new key."


class AnswerLost(Conflict):
    """A repeat of a request that was carried out, while what it was answered is not known (any more)."""

    code = "answer-lost"
    advice = "It was done, once. Read the record to see what came of it."


class StationCodeRefused(DataError):
    """The one-time code is wrong, was used, or is too old: which of them is not told."""

    code = "station-code-refused"
    advice = "Ask the administrator for a new code."


class StationNotInUse(Conflict):
    """The station waits for its first key, is suspended or was retired. state: which of them."""

    code = "station-not-in-use"
    advice = "Ask the administrator."


class PacketNotWaiting(Conflict):
    """A packet was taken up before, has lapsed, or cannot be read. state: which of them."""

    code = "packet-not-waiting"
    advice = "Look at the list of packets, and capture anew where nothing is there."
