"""The way in: is it the visitor, may they come, and may they come now."""

from typing import Final

from api.gates.decision import Gate
from api.gates.rule import RuleBook
from api.gates.visits.bans import KnownOnce, NotBanned, NotBannedByAnotherName
from api.gates.visits.companions import AgeFloor, AgeKnown, Guarded
from api.gates.visits.consent import ConsentHeard, MinimalRecord, NoticeCurrent
from api.gates.visits.evidence import Entering
from api.gates.visits.identity import ByDocument, EnoughCompared, VisitorVerified
from api.gates.visits.permission import Appointed, Authorised, NoSanction
from api.gates.visits.policy import VisitsPolicy
from api.gates.visits.presence import NotInside, PrisonerHere, RoomAtTheTable
from api.gates.visits.quota import PrisonerQuota, VisitorQuota

ENTRY: Final = RuleBook[Entering, VisitsPolicy](
    Gate.VISIT_ENTRY,
    (
        NoticeCurrent(),
        ConsentHeard(),
        AgeKnown(),
        AgeFloor(),
        VisitorVerified(),
        EnoughCompared(),
        ByDocument(),
        NotBanned(),
        NotBannedByAnotherName(),
        KnownOnce(),
        Authorised(),
        Appointed(),
        VisitorQuota(),
        PrisonerQuota(),
        NoSanction(),
        PrisonerHere(),
        NotInside(),
        RoomAtTheTable(),
        Guarded(),
        MinimalRecord(),
    ),
)
"""Whether a visitor comes in."""
