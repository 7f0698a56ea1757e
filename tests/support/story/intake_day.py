"""Monday: forty people are brought to reception."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.contract.gates import CaptureExceptionIn, ChipIn
from api.contract.watchlists import ListingIn
from tests.support.story.arrivals import brought
from tests.support.story.callers import BEA
from tests.support.story.passage import Passage
from tests.support.story.prison import WATCHED, Prison

ORDINARY = range(41, 56)
"""Prisoners of whom nothing is told but that they came, and who come to visit them."""
NO_FINGERS = CaptureExceptionIn(modality="finger", reason="bandaged", photographed=True)
NO_FACE = CaptureExceptionIn(modality="face", reason="covered", photographed=True)


def the_day_before(prison: Prison) -> None:
    """Who is on record already: four who were here before, a visitor who is banned, and one who is sought."""
    for name, body in (("Ana Ruiz", 1), ("Bruno Lima", 2), ("Carlos Paz", 3), ("Delia Mora", 10)):
        prison.enrols(name, body, "former", prison.shown(body, 1))
    prison.enrols("Ernesto Vega", 15, "visitors", prison.shown(15, 1))
    prison.visitor("Ernesto Vega")
    prison.bans("Ernesto Vega")
    sought = ListingIn(person_id=prison.known["N. N."], watchlist="international", reason="Notice 118.")
    prison.wire.post("/v1/listings", BEA, sought)


def told(prison: Prison) -> None:
    """From eight in the morning to three in the afternoon."""
    the_day_before(prison)
    afternoon(prison, morning(prison))
    prison.telling.in_order()
    prison.telling.parties_heard_what_was_theirs()


def morning(prison: Prison) -> Passage:
    """At eight everybody is brought. Who waits for an order."""
    prison.at(2, 8)
    _who_was_here_before(prison)
    _who_is_not_the_person_named(prison)
    _what_cannot_be_captured(prison)
    without_order = _what_the_court_owes(prison)
    _whom_the_law_protects(prison)
    _lists_and_cards(prison)
    _what_was_written_down(prison)
    _lookalikes(prison)
    for body in ORDINARY:
        brought(prison, f"Prisoner {body}", body).admitted()
    _who_is_inside_already(prison)
    return without_order


def _who_was_here_before(prison: Prison) -> None:
    """Two come back under other names, one under her own, and nobody gets a second record."""
    for name, body, before in (("Alma Reyes", 1, "Ana Ruiz"), ("Benito Sosa", 2, "Bruno Lima")):
        found = brought(prison, name, body)
        found.held({"known-before": "intake-likely-known"}).reviewed()
        found.held({"known-before": "intake-known-person"}).abandoned()
        alias = brought(prison, name, body, received_as=prison.known[before])
        alias.held({"own-record": "intake-alias-unconfirmed"})
        alias.reviewed().admitted({"own-record": "intake-alias"}, tells="supervisor: intake.alias")
    order = prison.order("D-1", "commitment", "Delia Mora")
    as_new = brought(prison, "Delia Mora", 10, order_id=order)
    named = {"person-named": "intake-person-named"}
    as_new.held(named | {"one-identity": "intake-identity-differs", "known-before": "intake-likely-known"})
    as_new.abandoned()
    herself = brought(prison, "Delia Mora", 10, order_id=order, received_as=prison.known["Delia Mora"])
    herself.admitted(named | {"one-identity": "intake-identity-agrees", "own-record": "intake-returning"})


def _who_is_not_the_person_named(prison: Prison) -> None:
    """The order names Carlos Paz, whose prints the house has; somebody else stands there."""
    wrong = brought(prison, "Carlos Paz", 4, names="Carlos Paz", received_as=prison.known["Carlos Paz"])
    escalated = "court defender supervisor ombudsman: intake.wrong-person"
    differs = {"one-identity": "intake-identity-agrees", "own-record": "intake-record-not-shown"}
    wrong.held(differs | {"person-named": "intake-not-person-named"}, tells=escalated)
    confirmed = {
        "person-named": "intake-not-person-named-confirmed",
        "own-record": "intake-record-of-another",
    }
    wrong.reviewed().refused(differs | confirmed, tells=escalated)


def _what_cannot_be_captured(prison: Prison) -> None:
    """Bandaged fingers need a second officer; somebody who is bandaged all over, two of them."""
    bandaged = brought(prison, "Elena Cruz", 5, samples=prison.shown(5)[1:], exceptions=(NO_FINGERS,))
    bandaged.held({"enough-captured": "intake-exception-unsigned"})
    bandaged.signed("intake.exception").admitted({"enough-captured": "intake-captured-with-exceptions"})
    missing = brought(prison, "Fabio Luna", 12, samples=())
    nothing = dict.fromkeys(("not-inside-already", "known-before", "on-watchlist", "banned-visitor"))
    missing.held(nothing | {"enough-captured": "intake-fingers-missing", "searched": "intake-not-searched"})
    missing.abandoned()
    covered = brought(prison, "Fabio Luna", 12, samples=(), exceptions=(NO_FINGERS, NO_FACE))
    covered.held(
        nothing | {"enough-captured": "intake-exception-unsigned", "searched": "intake-not-searched"}
    )
    covered.signed("intake.exception").held(
        nothing | {"enough-captured": "intake-nothing-captured", "searched": "intake-not-searched"},
        tells="supervisor: intake.nothing-captured",
    )
    covered.signed("intake.unsearched").admitted(
        nothing | {"enough-captured": "intake-nothing-captured", "searched": "intake-search-owed"},
        tells="supervisor: intake.nothing-captured",
    )


def _what_the_court_owes(prison: Prison) -> Passage:
    """No file, no order, paper, a seal that does not fit. Who waits for an order."""
    unfiled = brought(prison, "Gabriel Rey", 6, case_file="missing")
    told = "court defender: intake.no-case-file"
    unfiled.held({"case-file": "intake-no-case-file"}, tells=told)
    unfiled.signed("intake.no-case-file").admitted({"case-file": "intake-no-case-file-signed"}, tells=told)
    waits = "court defender: intake.no-order"
    without = brought(prison, "Hugo Salas", 7, order_id=None)
    without.held({"valid-order": "intake-no-order", "case-file": None}, tells=waits)
    paper = prison.order("P-1", "commitment", key=None)
    brought(prison, "Ines Toro", 22, order_id=paper).held(
        {"valid-order": "intake-order-on-paper"}, tells=waits
    )
    forged = prison.order("F-1", "commitment", key=Ed25519PrivateKey.generate())
    brought(prison, "Jose Ugarte", 24, order_id=forged).held(
        {"valid-order": "intake-order-forged"}, tells=f"{waits}; police: intake.order-forged"
    )
    unasked = brought(prison, "Karla Vidal", 23, case_file="not-asked")
    unasked.admitted({"case-file": "intake-case-file-not-asked"})
    return without


def _whom_the_law_protects(prison: Prison) -> None:
    """A foreigner, an asylum seeker, a child, one who may be a child, and two who were hurt."""
    foreign = brought(prison, "Liam Webb", 8, nationalities=("XQ",), consulate="asked-for")
    foreign.admitted({"foreigners-consulate": "intake-consulate-told"}, tells="consulate: intake.consulate")
    refuge = brought(prison, "Mina Xavier", 25, nationalities=("XQ",), consulate="protected")
    refuge.admitted({"foreigners-consulate": "intake-consulate-protected"})
    told = "court defender ombudsman: intake.child"
    child = brought(prison, "Nico Yanez", 9, born="2012-05-01")
    child.held({"no-child": "intake-child"}, tells=told)
    perhaps = brought(prison, "Olga Zapata", 26, may_be_child=True)
    perhaps.held({"no-child": "intake-perhaps-child"}, tells=told)
    perhaps.signed("intake.adult").admitted({"no-child": "intake-adult-assessed"})
    hurt = brought(prison, "Pablo Alba", 17, ill_treated=True, injured=True)
    hurt.admitted(
        {"hurt-before": "intake-ill-treatment"}, tells="defender ombudsman health: intake.ill-treatment"
    )
    injured = brought(prison, "Quima Bravo", 18, injured=True)
    injured.admitted({"hurt-before": "intake-injuries"}, tells="health defender: intake.injuries")


def _lists_and_cards(prison: Prison) -> None:
    """One on a watchlist, a banned visitor who becomes a prisoner, and a card that is forged."""
    listed = brought(prison, "Raul Coca", WATCHED)
    listed.held({"on-watchlist": "intake-on-list"})
    certain = "police supervisor: intake.listed"
    listed.reviewed().admitted({"on-watchlist": "intake-on-list-confirmed"}, tells=certain)
    banned = brought(prison, "Samuel Diaz", 15)
    banned.admitted({"banned-visitor": "intake-banned-visitor"})
    chip = ChipIn(proof="forged", portrait=prison.captures.face(16, 1))
    card = brought(prison, "Tania Egea", 16, chip=chip)
    police = "police: intake.card"
    card.held({"card-of-this-face": "intake-card-forged"}, tells=police)
    card.signed("intake.card").admitted({"card-of-this-face": "intake-card-set-aside"}, tells=police)
    lent = ChipIn(proof="genuine", portrait=prison.captures.face(16, 1))
    another = brought(prison, "Ulises Faro", 27, chip=lent)
    another.held({"card-of-this-face": "intake-card-of-another"}, tells="supervisor: intake.card")
    another.abandoned()
    own = ChipIn(proof="genuine", portrait=prison.captures.face(27, 1))
    brought(prison, "Ulises Faro", 27, chip=own).admitted({"card-of-this-face": "intake-card-proven"})


def _what_was_written_down(prison: Prison) -> None:
    """An arrest that was days ago, a record with a gap, and one without what is needed at once."""
    late = brought(prison, "Vera Gil", 19, arrested_at=prison.clock.now().replace(day=1, hour=1))
    late.admitted(
        {"arrested-in-time": "intake-arrest-long-ago"}, tells="defender ombudsman: intake.late-arrival"
    )
    gap = brought(prison, "Wanda Hoyos", 20, unsaid=("family",))
    gap.admitted({"record-complete": "intake-record-incomplete"})
    needed = brought(prison, "Xenia Ibarra", 21, unsaid=("gender",))
    needed.held({"record-complete": "intake-record-needed"})
    needed.abandoned()
    brought(prison, "Xenia Ibarra", 21).admitted()


def _lookalikes(prison: Prison) -> None:
    """Two whom no camera tells apart: their fingers do, and nobody is stopped."""
    brought(prison, "Yago Jara", 33).admitted()
    brought(prison, "Zoe Kent", 34).admitted()


def _who_is_inside_already(prison: Prison) -> None:
    """Somebody who is in custody is brought again, under another name and another order."""
    again = brought(prison, "Alvaro Leal", ORDINARY[0])
    again.held({"not-inside-already": "intake-inside-already"}).reviewed()
    told = "supervisor court defender: intake.already-in-custody"
    again.held({"not-inside-already": "intake-inside-confirmed"}, tells=told).abandoned()


def afternoon(prison: Prison, without: Passage) -> None:
    """Hugo Salas waits for his order longer than the policy allows; then it comes."""
    prison.at(2, 15)
    waiting = without.again()
    overdue = "court defender: intake.no-order; supervisor ombudsman: intake.no-order.overdue"
    waiting.held({"valid-order": "intake-no-order-overdue", "case-file": None}, tells=overdue)
    waiting.abandoned()
    brought(prison, "Hugo Salas", 7).admitted()
