"""What erasure and retention refuse."""

from api.registry.errors import Conflict, NotOnRecord


class UnderLegalHold(Conflict):
    """A court, or two officers, said that this is not to be destroyed."""

    code = "under-legal-hold"
    advice = "Look at the person's legal holds: a court's ends by its word, an officers' by two of them."


class InCustody(Conflict):
    """Nobody who is held is erased: their record says by what right."""

    code = "erasure-in-custody"
    advice = "Record the release first."


class NeedsTwo(Conflict):
    """Somebody with a record of custody is not one officer's to erase."""

    code = "erasure-needs-two"
    advice = "Ask for the erasure; another officer agrees to it."


class NotArchived(NotOnRecord):
    """There is no record of this person in the archive."""

    code = "not-archived"
    advice = "Check the number; after its time a record of the archive is destroyed as well."
