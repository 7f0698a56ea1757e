"""Rules about the order on which a prisoner passes: paper, and so the one ground on which a gate refuses."""

from datetime import datetime

from api.gates.decision import Consequence, Countersign, Notify, Outcome, Party, Said
from api.gates.doors.evidence import OnOrder
from api.gates.doors.policy import DoorPolicy
from api.gates.evidence import OrderFacts, Signature
from api.gates.orders import OrderDefect, defects
from api.gates.rule import Rule

PAPER_ORDER = "paper-order"
"""What a second officer signs who has asked the court whether a paper is theirs."""


class OrderThere(Rule[OnOrder, DoorPolicy]):
    """There is an order, and it commands this passage and no other."""

    name = "order-there"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """A commitment order releases nobody."""
        if evidence.order is None:
            return Said(Outcome.REFUSE, "order-missing")
        if OrderDefect.WRONG_KIND in _defects(evidence, evidence.order, now):
            return Said(Outcome.REFUSE, "order-of-another-kind")
        return Said(Outcome.ADMIT, "order-there")


class OrderSigned(Rule[OnOrder, DoorPolicy]):
    """The order is the court's: signed by a key of the case system, or confirmed with the court on paper."""

    name = "order-signed"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """A seal that does not fit refuses; one that is unknown or missing can be mended by the court."""
        if evidence.order is None:
            return None
        limit = _limit(evidence, policy, now)
        match evidence.order.signature:
            case Signature.VALID:
                return Said(Outcome.ADMIT, "order-signed")
            case Signature.INVALID:
                topic = f"{evidence.gate}.order-forged"
                alarm = (Notify(Party.SUPERVISOR, topic), Notify(Party.COURT, topic))
                return Said(Outcome.REFUSE, "order-forged", consequences=alarm)
            case Signature.PAPER if policy.paper_orders:
                if evidence.at_door.attendance.agreed(PAPER_ORDER):
                    return Said(Outcome.ADMIT, "order-on-paper")
                told = (Countersign(PAPER_ORDER), *limit)
                return Said(Outcome.HOLD, "order-on-paper-unsigned", consequences=told)
            case Signature.PAPER | Signature.UNKNOWN_KEY:
                told = (Notify(Party.COURT, f"{evidence.gate}.order-unsigned"), *limit)
                return Said(Outcome.HOLD, "order-unsigned", consequences=told)


class OrderNamesPerson(Rule[OnOrder, DoorPolicy]):
    """The order names the person who is to pass."""

    name = "order-names-person"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """Where the court's name is linked to nobody on record yet, somebody must link it first."""
        if evidence.order is None:
            return None
        named = evidence.order.person_id
        if named is None:
            limit = _limit(evidence, policy, now)
            return Said(Outcome.HOLD, "order-names-nobody-on-record", consequences=limit)
        if named != evidence.at_door.person_id:
            alarm = Notify(Party.SUPERVISOR, f"{evidence.gate}.order-for-another")
            return Said(Outcome.REFUSE, "order-for-another", consequences=(alarm,))
        return Said(Outcome.ADMIT, "order-names-person")


class OrderStands(Rule[OnOrder, DoorPolicy]):
    """The order was neither carried out before nor revoked."""

    name = "order-stands"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """Used once is used."""
        if evidence.order is None:
            return None
        found = _defects(evidence, evidence.order, now)
        alarm = (Notify(Party.SUPERVISOR, f"{evidence.gate}.order-spent"),)
        if OrderDefect.REVOKED in found:
            return Said(Outcome.REFUSE, "order-revoked", consequences=alarm)
        if OrderDefect.USED in found:
            return Said(Outcome.REFUSE, "order-used", consequences=alarm)
        return Said(Outcome.ADMIT, "order-stands")


class OrderForHere(Rule[OnOrder, DoorPolicy]):
    """The order is to be carried out in this facility."""

    name = "order-for-here"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """After a transfer the court's word still stands: it holds until the court names the right house."""
        if evidence.order is None:
            return None
        if OrderDefect.WRONG_FACILITY not in _defects(evidence, evidence.order, now):
            return Said(Outcome.ADMIT, "order-for-here")
        told = (Notify(Party.COURT, f"{evidence.gate}.order-elsewhere"), *_limit(evidence, policy, now))
        return Said(Outcome.HOLD, "order-elsewhere", {"facility": evidence.order.facility}, told)


class OrderInTime(Rule[OnOrder, DoorPolicy]):
    """The order is in force: its first instant has come, its last has not.

    An order that expired in our hands is our delay: court and defender hear of it, and the court is asked
    whether it still stands. That holds and does not refuse.
    """

    name = "order-in-time"

    def judge(self, evidence: OnOrder, policy: DoorPolicy, now: datetime) -> Said | None:
        """The reason says from when, or since when not."""
        order = evidence.order
        if order is None:
            return None
        found = _defects(evidence, order, now)
        if OrderDefect.NOT_YET_VALID in found:
            return Said(Outcome.HOLD, "order-not-yet", {"from": self._day(evidence, order.valid_from)})
        if OrderDefect.EXPIRED in found and order.expires_at is not None:
            topic = f"{evidence.gate}.order-expired"
            told = (Notify(Party.COURT, topic), Notify(Party.DEFENDER, topic))
            follows = (*told, *_limit(evidence, policy, now))
            return Said(Outcome.HOLD, "order-expired", {"at": self._day(evidence, order.expires_at)}, follows)
        return Said(Outcome.ADMIT, "order-in-time")

    @staticmethod
    def _day(evidence: OnOrder, instant: datetime) -> str:
        """Day and hour as the facility's clocks show them."""
        return instant.astimezone(evidence.at_door.zone).strftime("%Y-%m-%d %H:%M")


def _defects(evidence: OnOrder, order: OrderFacts, now: datetime) -> tuple[OrderDefect, ...]:
    return defects(order, kind=evidence.commands, facility=evidence.at_door.facility, now=now)


def _limit(evidence: OnOrder, policy: DoorPolicy, now: datetime) -> tuple[Consequence, ...]:
    return policy.order_hold.follows(f"{evidence.gate}.order", evidence.at_door.asked_at, now)
