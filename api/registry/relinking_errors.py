"""Why records are not merged or taken apart."""

from api.registry.errors import Conflict


class PersonCeased(Conflict):
    """The person turned out to be another, under whose number everything is kept now."""

    code = "person-ceased"
    advice = "Use the number that is told here."


class NoSuchVerdict(Conflict):
    """No two reviewers, and no supervisor, said of these two what the move needs."""

    code = "no-such-verdict"
    advice = "Open a case about these two, and wait until it is settled."


class CaseSpent(Conflict):
    """Each case speaks for one move alone."""

    code = "case-spent"
    advice = "Open a new case."


class BothInCustody(Conflict):
    """Both records say that the person is held now; one of them is wrong."""

    code = "both-in-custody"
    advice = "Find out which custody is real, end the other one, and try again."


class BothInside(Conflict):
    """Both records say that the visitor is inside now."""

    code = "both-inside"
    advice = "Record the exit first, and try again."


class LastEncounter(Conflict):
    """Nothing would be left of the person: then the two are one."""

    code = "last-encounter"
    advice = "Merge the two persons instead."


class MovedOn(Conflict):
    """What the move brought is not there any more."""

    code = "moved-on"
    advice = "Look at the later moves first."
