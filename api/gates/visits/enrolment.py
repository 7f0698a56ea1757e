"""The enrolment of a visitor: once, with a notice that counts, and nobody banned under another name."""

from typing import Final

from api.gates.decision import Gate
from api.gates.rule import RuleBook
from api.gates.visits.bans import KnownOnce, NotBanned, NotBannedByAnotherName, NotInCustody
from api.gates.visits.cards import CardOfOne
from api.gates.visits.companions import AgeFloor, AgeKnown, GuardianNamed
from api.gates.visits.consent import ConsentHeard, NoticeCurrent
from api.gates.visits.evidence import Enrolling
from api.gates.visits.identity import ByDocument, EnoughCaptured, OwnRecord
from api.gates.visits.policy import VisitsPolicy

ENROLMENT: Final = RuleBook[Enrolling, VisitsPolicy](
    Gate.VISITOR_ENROLMENT,
    (
        NoticeCurrent(),
        ConsentHeard(),
        AgeKnown(),
        AgeFloor(),
        GuardianNamed(),
        EnoughCaptured(),
        ByDocument(),
        OwnRecord(),
        CardOfOne(),
        NotBanned(),
        NotBannedByAnotherName(),
        NotInCustody(),
        KnownOnce(),
    ),
)
"""Whether a visitor is taken on record."""
