"""The rule about the identity card: what its chip proves, and whether its portrait is the live face."""

from datetime import datetime

from api.gates.decision import Notify, Outcome, Party, Said
from api.gates.intake.evidence import ChipProof, IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.signing import asks, countersigned
from api.gates.rule import Rule
from matcher.domain import Decision

CARD = "intake.card"


class CardOfThisFace(Rule[IntakeEvidence, IntakePolicy]):
    """A card that was read is genuine, and its portrait is the face of the one who stands here.

    Whoever arrives with a false card or with somebody else's is received all the same, but not under the
    card's name before a second officer has looked. Nobody needs a card.
    """

    name = "card-of-this-face"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """A chip whose issuer is not known proves nothing, for or against."""
        chip = evidence.chip
        if chip is None:
            return None
        forged = chip.proof is ChipProof.FORGED
        if forged or chip.face is Decision.NO_MATCH:
            told = Notify(Party.POLICE if forged else Party.SUPERVISOR, CARD)
            if not countersigned(evidence, CARD, policy, now):
                return asks("intake-card-forged" if forged else "intake-card-of-another", CARD, told)
            return Said(Outcome.ADMIT, "intake-card-set-aside", consequences=(told,))
        if chip.proof is ChipProof.UNKNOWN_ISSUER:
            return Said(Outcome.ADMIT, "intake-card-issuer-unknown")
        if chip.face is Decision.MATCH:
            return Said(Outcome.ADMIT, "intake-card-proven")
        return Said(Outcome.ADMIT, "intake-card-face-open")
