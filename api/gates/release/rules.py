"""Rules that only a release asks: no other ground to stay, who stayed too long, what they take along."""

from datetime import datetime

from api.gates.decision import Issue, Notify, Outcome, Party, Said
from api.gates.release.evidence import Releasing
from api.gates.release.policy import ReleasePolicy
from api.gates.rule import Rule


class NoOtherHold(Rule[Releasing, ReleasePolicy]):
    """No other ground keeps the person: one court's order does not lift another's."""

    name = "no-other-hold"

    def judge(self, evidence: Releasing, policy: ReleasePolicy, now: datetime) -> Said | None:
        """The defender hears that somebody whom a court set free stays, and whose hold it is."""
        standing = [one for one in evidence.holds if one.stands(now)]
        if not standing:
            return Said(Outcome.ADMIT, "release-no-other-hold")
        told: dict[str, str | int | float] = {"authority": standing[0].authority, "holds": len(standing)}
        notice = (Notify(Party.DEFENDER, "release.other-hold"),)
        return Said(Outcome.REFUSE, "release-other-hold", told, notice)


class OverDetention(Rule[Releasing, ReleasePolicy]):
    """Whether the person was kept beyond the order's hour, or beyond the end of their detention, is noted.

    It never stops a release: it is owed to the person, and to those who must see that it does not happen
    again.
    """

    name = "over-detention"

    def judge(self, evidence: Releasing, policy: ReleasePolicy, now: datetime) -> Said | None:
        """From the earlier of the two ends on, in whole hours."""
        order = evidence.order
        ends = [] if order is None else [order.valid_from + policy.carry_out_within]
        if evidence.lawful_until is not None:
            ends.append(evidence.lawful_until)
        end = min(ends, default=now)
        if now <= end:
            return Said(Outcome.ADMIT, "release-in-time")
        hours = int((now - end).total_seconds() // 3600)
        parties = (Party.COURT, Party.DEFENDER, Party.OMBUDSMAN)
        notice = tuple(Notify(party, "release.over-detention") for party in parties)
        return Said(Outcome.ADMIT, "release-over-detention", {"hours": hours}, notice)


class PapersDue(Rule[Releasing, ReleasePolicy]):
    """Who leaves gets a receipt and an official copy of their record (Nelson Mandela Rule 9)."""

    name = "papers-due"

    def judge(self, evidence: Releasing, policy: ReleasePolicy, now: datetime) -> Said | None:
        """They are handed over as the person passes, and never a condition of it."""
        papers = tuple(Issue(paper) for paper in policy.papers)
        return Said(Outcome.ADMIT, "release-papers-due", {"papers": len(papers)}, papers)
