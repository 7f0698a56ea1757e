"""Papers, warrants and policies, as a program calls them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused
from api.contract.papers import fingerprint
from api.contract.warrants import WarrantIn
from tests.support import papers
from tests.support.house import POLICY
from tests.support.offices import Offices

Acting = Callable[..., Umbral]


def test_a_paper_is_read_printed_and_told_from_one_that_was_made_up(offices: Offices, acting: Acting) -> None:
    decided = papers.received(offices.house)
    defender = acting("auditor")
    (head,) = defender.papers.of(decided.passage.id)
    assert fingerprint(defender.papers.one(head.id).content) == head.sha256
    assert head.number in defender.papers.page(head.id)
    assert defender.papers.numbered(head.number) == head
    assert defender.papers.numbered("PENAL-NORTE-2026-00000-00000") is None


def test_a_warrant_is_asked_signed_and_revoked(offices: Offices, acting: Acting) -> None:
    wanted = WarrantIn(
        facility=offices.house.code,
        galleries=("visitors",),
        purpose="A print on a parcel",
        legal_basis="art-212",
        case="1042/26",
        expires_at=offices.house.clock.now() + timedelta(days=1),
    )
    officer, auditor = acting("supervisor"), acting("auditor")
    made = officer.warrants.ask(wanted)
    officer.warrants.sign(made.id)
    with pytest.raises(ServiceRefused) as refused:
        officer.warrants.sign(made.id)
    assert refused.value.problem.code == "already-on-record"
    assert auditor.warrants.sign(made.id).defects == []
    assert officer.warrants.revoke(made.id).defects == ["warrant-over"]
    assert list(auditor.warrants.of(offices.house.code)) == [auditor.warrants.one(made.id)]


def test_the_policies_in_use(acting: Acting) -> None:
    assert POLICY.sha256 in {one.sha256 for one in acting("observer").policies.in_use().policies}
