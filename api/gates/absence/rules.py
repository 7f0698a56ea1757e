"""Rules that only departures and returns ask."""

from datetime import datetime

from api.gates.absence.evidence import AbsenceKind, Departing, Returning
from api.gates.absence.policy import AbsencePolicy
from api.gates.decision import Announce, Notify, Outcome, Party, Said
from api.gates.rule import Rule


class NotAway(Rule[Departing, AbsencePolicy]):
    """Whoever leaves is in: nobody leaves twice without having come back."""

    name = "not-away"

    def judge(self, evidence: Departing, policy: AbsencePolicy, now: datetime) -> Said | None:
        """Either a return was not recorded, or somebody left in this person's place."""
        if evidence.away is None or evidence.away.ended_at is not None:
            return Said(Outcome.ADMIT, "prisoner-not-away")
        alarm = Notify(Party.SUPERVISOR, "departure.away-already")
        return Said(Outcome.HOLD, "prisoner-away-already", consequences=(alarm,))


class DueSet(Rule[Departing, AbsencePolicy]):
    """It is known by when the person is back or has arrived, and it is no longer than the policy allows."""

    name = "due-set"

    def judge(self, evidence: Departing, policy: AbsencePolicy, now: datetime) -> Said | None:
        """A transfer also says where to."""
        if evidence.due is None or evidence.due <= now:
            return Said(Outcome.HOLD, "absence-without-end")
        if evidence.kind is AbsenceKind.TRANSFER and not evidence.destination:
            return Said(Outcome.HOLD, "transfer-without-destination")
        longest = policy.longest[evidence.kind]
        if evidence.due - now > longest:
            hours = int(longest.total_seconds() // 3600)
            return Said(Outcome.REFUSE, "absence-too-long", {"hours": hours})
        due = evidence.due.astimezone(evidence.at_door.zone)
        return Said(Outcome.ADMIT, "absence-due-set", {"due": due.strftime("%Y-%m-%d %H:%M")})


class NoHoldAgainstLeave(Rule[Departing, AbsencePolicy]):
    """Nobody goes on leave unescorted whom another authority wants kept."""

    name = "no-hold-against-leave"

    def judge(self, evidence: Departing, policy: AbsencePolicy, now: datetime) -> Said | None:
        """Asked of temporary releases: to court and to another house one goes under guard."""
        if evidence.kind is not AbsenceKind.TEMPORARY_RELEASE:
            return None
        standing = [one for one in evidence.holds if one.stands(now)]
        if standing:
            told = {"authority": standing[0].authority}
            return Said(Outcome.REFUSE, "leave-against-hold", told)
        return Said(Outcome.ADMIT, "leave-no-hold")


class TransferTold(Rule[Departing, AbsencePolicy]):
    """Family and defender hear of a transfer as it happens (Nelson Mandela Rule 68)."""

    name = "transfer-told"

    def judge(self, evidence: Departing, policy: AbsencePolicy, now: datetime) -> Said | None:
        """Asked of transfers."""
        if evidence.kind is not AbsenceKind.TRANSFER:
            return None
        parties = (Party.FAMILY, Party.DEFENDER, Party.COURT)
        notice = tuple(Announce(party, "departure.transfer") for party in parties)
        return Said(Outcome.ADMIT, "transfer-told", consequences=notice)


class WasAway(Rule[Returning, AbsencePolicy]):
    """Whoever comes back was away."""

    name = "was-away"

    def judge(self, evidence: Returning, policy: AbsencePolicy, now: datetime) -> Said | None:
        """Somebody who is in already, and stands outside, did not leave through a door of ours.

        Whoever is out from another house is not that: a supervisor hears of it, and asks that house.
        """
        if evidence.away is None and evidence.awaited_at is not None:
            told = {"facility": evidence.awaited_at}
            astray = Notify(Party.SUPERVISOR, "return.misdirected")
            return Said(Outcome.HOLD, "return-awaited-elsewhere", told, (astray,))
        if evidence.away is None or evidence.away.ended_at is not None:
            alarm = Notify(Party.SUPERVISOR, "return.not-away")
            return Said(Outcome.HOLD, "return-not-away", consequences=(alarm,))
        return Said(Outcome.ADMIT, "return-was-away")


class ComesHere(Rule[Returning, AbsencePolicy]):
    """Whoever is transferred arrives where they were sent."""

    name = "comes-here"

    def judge(self, evidence: Returning, policy: AbsencePolicy, now: datetime) -> Said | None:
        """Asked of transfers."""
        away = evidence.away
        if away is None or away.kind is not AbsenceKind.TRANSFER:
            return None
        if away.destination != evidence.at_door.facility:
            alarm = Notify(Party.SUPERVISOR, "return.misdirected")
            told = {"facility": away.destination or "?"}
            return Said(Outcome.HOLD, "transfer-misdirected", told, (alarm,))
        return Said(Outcome.ADMIT, "transfer-arrived")


class InTime(Rule[Returning, AbsencePolicy]):
    """Whoever comes late is noted, and let in."""

    name = "back-in-time"

    def judge(self, evidence: Returning, policy: AbsencePolicy, now: datetime) -> Said | None:
        """In whole minutes."""
        if evidence.away is None:
            return None
        if now <= evidence.away.due:
            return Said(Outcome.ADMIT, "return-in-time")
        late = int((now - evidence.away.due).total_seconds() // 60)
        notice = (Notify(Party.SUPERVISOR, "return.late"),)
        return Said(Outcome.ADMIT, "return-late", {"minutes": late}, notice)
