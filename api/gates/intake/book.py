"""The rules of intake, in the order in which an officer would ask them."""

from api.gates.decision import Gate
from api.gates.intake.card import CardOfThisFace
from api.gates.intake.commitment import CaseFileThere, ValidOrder
from api.gates.intake.coverage import EnoughCaptured
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.known import KnownBefore, NotInsideAlready, OwnRecord, Searched
from api.gates.intake.lists import BannedVisitor, OnWatchlist
from api.gates.intake.named import OneIdentity, PersonNamed
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.protection import ArrestedInTime, ForeignersConsulate, HurtBefore, NoChild
from api.gates.intake.record import RecordComplete
from api.gates.rule import RuleBook

INTAKE: RuleBook[IntakeEvidence, IntakePolicy] = RuleBook(
    Gate.INTAKE,
    (
        ValidOrder(),
        CaseFileThere(),
        NoChild(),
        EnoughCaptured(),
        PersonNamed(),
        OneIdentity(),
        Searched(),
        NotInsideAlready(),
        KnownBefore(),
        OwnRecord(),
        OnWatchlist(),
        BannedVisitor(),
        CardOfThisFace(),
        ForeignersConsulate(),
        HurtBefore(),
        ArrestedInTime(),
        RecordComplete(),
    ),
)
