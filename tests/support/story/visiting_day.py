"""Saturday: sixty visits."""

from uuid import UUID

from api.contract.visitors import NoticeIn, WithdrawalIn
from tests.support.story import closing_time
from tests.support.story.callers import ANA
from tests.support.story.ordinary import ANY, Changed
from tests.support.story.passage import Passage
from tests.support.story.prison import HERE, Prison
from tests.support.story.visitors import BY_DOCUMENT, SEEN, card, enrolled, enters, expected, leaves

PAIRS = {f"Visitor {number}": f"Prisoner {40 + number}" for number in range(1, 15)}
"""Who sees whom, three times a day; the last two twice."""
ACCOMPANIED: Changed = BY_DOCUMENT | {
    "notice-current": None,
    "consent-heard": None,
    "visitor-quota": None,
    "prisoner-quota": None,
}
BY_OFFICE: Changed = {
    "authorised": "visit-by-office",
    "minimal-record": "visit-kept-minimal",
    **dict.fromkeys(("appointed", "visitor-quota", "prisoner-quota", "no-sanction", "room-at-the-table")),
}


def told(prison: Prison) -> None:
    """From seven in the morning to six in the evening."""
    prison.at(7, 7)
    _at_the_counter(prison)
    for hour in (9, 11, 13):
        _ordinary_visits(prison, hour)
    prison.at(7, 15)
    _who_may_not_come(prison)
    _banned_under_another_name(prison)
    _with_the_visitors_card(prison)
    _mother_and_child(prison)
    _by_office(prison)
    _by_document(prison)
    _too_many(prison)
    _what_can_be_mended(prison)
    closing_time.told(prison)
    assert inside(prison) == []
    assert prison.visits >= 60, f"{prison.visits} visits"
    prison.telling.in_order()
    prison.telling.parties_heard_what_was_theirs()


def inside(prison: Prison) -> list[str]:
    """The board: who is inside, by their names in the story."""
    names = {person: name for name, person in prison.known.items()}
    page = prison.wire.get("/v1/visits", ANA, facility=HERE, inside="true", limit=200)
    return [names[UUID(visit["visitor_id"])] for visit in page["visits"]]


def _at_the_counter(prison: Prison) -> None:
    """Everybody becomes a visitor once, and nobody who is in custody does."""
    for number, name in enumerate(PAIRS, start=101):
        enrolled(prison, name, number).admitted()
    like = enrolled(prison, "Cesar Nadie", 44)
    told = "supervisor: visitor.prisoner"
    like.held({"not-in-custody": "visitor-like-a-prisoner"}, tells=told)
    like.reviewed().refused({"not-in-custody": "visitor-is-a-prisoner"}, tells=told)


def _ordinary_visits(prison: Prison, hour: int) -> None:
    """In at the full hour, out an hour later."""
    prison.at(7, hour)
    came: dict[str, Passage] = {}
    pairs = dict(list(PAIRS.items())[: 12 if hour == 13 else None])
    for visitor, prisoner in pairs.items():
        if hour == 9:
            prison.authorises(visitor, prisoner)
        prison.books(visitor, prisoner)
        came[visitor] = enters(prison, visitor, prisoner).admitted()
    assert inside(prison) == list(pairs)
    prison.later(hours=1)
    for visitor, visit in came.items():
        leaves(prison, visitor, visit).admitted()
    assert inside(prison) == []


def _who_may_not_come(prison: Prison) -> None:
    """Quotas are used up; no appointment; nobody's word; a prisoner is punished, another one away."""
    prison.books("Visitor 1", "Prisoner 41")
    used = {"visitor-quota": "visitor-quota-used"}
    enters(prison, "Visitor 1", "Prisoner 41").refused(used)
    enrolled(prison, "Amalia Oca", 121).admitted()
    prison.authorises("Amalia Oca", "Prisoner 42")
    enters(prison, "Amalia Oca", "Prisoner 42").refused({"appointed": "visit-no-appointment"})
    prison.books("Amalia Oca", "Prisoner 42")
    fourth = enters(prison, "Amalia Oca", "Prisoner 42").admitted()
    leaves(prison, "Amalia Oca", fourth).admitted()
    again = leaves(prison, "Amalia Oca", fourth)
    again.held({"visit-open": "exit-left-already"}, tells="supervisor: visit.left-twice").abandoned()
    prison.books("Amalia Oca", "Prisoner 42")
    enters(prison, "Amalia Oca", "Prisoner 42").refused({"prisoner-quota": "prisoner-quota-used"})
    prison.books("Amalia Oca", "Prisoner 43")
    enters(prison, "Amalia Oca", "Prisoner 43").refused({"authorised": "visit-not-authorised"})
    prison.bans("Prisoner 55", "sanction")
    expected(prison, "Amalia Oca", "Prisoner 55")
    punished = {"no-sanction": "prisoner-visits-suspended"}
    enters(prison, "Amalia Oca", "Prisoner 55").refused(punished)
    expected(prison, "Amalia Oca", "Vera Gil")
    enters(prison, "Amalia Oca", "Vera Gil").held({"prisoner-here": "prisoner-away"}).abandoned()


def _banned_under_another_name(prison: Prison) -> None:
    """Berta Nuez is banned. Under another name she is found at the counter, and at the door."""
    enrolled(prison, "Berta Nuez", 120).admitted()
    expected(prison, "Berta Nuez", "Xenia Ibarra")
    prison.bans("Berta Nuez")
    enters(prison, "Berta Nuez", "Xenia Ibarra").refused({"not-banned": "visitor-banned"})
    herself = enrolled(prison, "Berta Nuez", 120, enrolled_as=prison.known["Berta Nuez"])
    herself.refused({"not-banned": "visitor-banned", "own-record": "visitor-verified"})
    as_another = enrolled(prison, "Carla Ochoa", 120)
    like = {
        "not-banned-by-another-name": "visitor-may-be-banned",
        "known-once": "visitor-may-have-two-records",
    }
    as_another.held(like)
    evaded = {
        "not-banned-by-another-name": "visitor-banned-by-another-name",
        "known-once": "visitor-known-already",
    }
    as_another.reviewed().refused(evaded, tells="supervisor: visit.ban-evaded")
    prison.enrols("Carla Ochoa", 120, "visitors", prison.shown(120))  # from a counter of long ago
    prison.visitor("Carla Ochoa")
    expected(prison, "Carla Ochoa", "Xenia Ibarra")
    at_the_door = enters(prison, "Carla Ochoa", "Xenia Ibarra").held(like)
    two = {**evaded, "known-once": "visitor-has-two-records"}
    told = "supervisor: visit.ban-evaded; supervisor: visitor.two-records"
    at_the_door.reviewed().refused(two, tells=told)


def _with_the_visitors_card(prison: Prison) -> None:
    """Yago Jara stands at the exit with the card of Dario Pinto, whom he is like in nothing."""
    enrolled(prison, "Dario Pinto", 122).admitted()
    expected(prison, "Dario Pinto", "Yago Jara")
    lent = enters(prison, "Dario Pinto", "Yago Jara", shows=130)
    stranger = {"visitor-verified": "visitor-not-confirmed", "not-banned-by-another-name": ANY}
    lent.held(stranger)
    lent.reviewed().refused(stranger | {"visitor-verified": "visitor-is-somebody-else"})
    visit = enters(prison, "Dario Pinto", "Yago Jara").admitted()
    prison.books("Dario Pinto", "Yago Jara")
    twice = enters(prison, "Dario Pinto", "Yago Jara")
    entered = {"not-inside": "visitor-inside-already"}
    twice.held(entered, tells="supervisor: visit.entered-twice").abandoned()
    prison.later(hours=1)
    swapped = leaves(prison, "Dario Pinto", visit, shows=33)
    alarm = "supervisor: visit.substitution"
    like = {"same-as-entered": "exit-not-confirmed", "nobody-in-custody": "exit-matches-a-prisoner"}
    swapped.held(like, tells=alarm)
    seen = {"same-as-entered": "exit-somebody-else", "nobody-in-custody": "exit-is-a-prisoner"}
    swapped.reviewed().refused(seen, tells=alarm)
    assert inside(prison) == ["Dario Pinto"]
    by_finger = leaves(prison, "Dario Pinto", visit, samples=prison.shown(122, 1, face=False))
    by_finger.held({"enough-compared": "visitor-modality-missing"}).abandoned()
    leaves(prison, "Dario Pinto", visit).admitted()


def _mother_and_child(prison: Prison) -> None:
    """Flor is eight: no biometrics, never without her mother, and not left behind."""
    enrolled(prison, "Elisa Quiros", 123).admitted()
    mother = prison.known["Elisa Quiros"]
    child = {"kind": "minor", "born": "2018-01-06", "samples": (), "documents": ()}
    without = {
        **dict.fromkeys(("notice-current", "consent-heard", "enough-captured", "card-of-one")),
        **_SEARCHES,
    }
    nobody = enrolled(prison, "Flor Quiros", 124, **child)
    floor = {"age-floor": "child-without-biometrics"}
    nobody.held(without | floor | {"guardian-named": "minor-guardian-unknown"}).abandoned()
    hers = enrolled(prison, "Flor Quiros", 124, guardian_id=mother, **child | {"samples": prison.shown(124)})
    hers.admitted(
        without | {"age-floor": "child-captured", "guardian-named": "minor-guardian-named"},
        tells="ombudsman: visit.child-captured",
    )
    for name in ("Elisa Quiros", "Flor Quiros"):
        expected(prison, name, "Tania Egea")
    alone = enters(prison, "Flor Quiros", "Tania Egea", samples=())
    alone.held(ACCOMPANIED | floor | {"guarded": "minor-without-guardian"}).abandoned()
    inside_first = enters(prison, "Elisa Quiros", "Tania Egea").admitted()
    captured = enters(prison, "Flor Quiros", "Tania Egea")
    with_her: Changed = {**ACCOMPANIED, "age-floor": "child-captured", "guarded": "minor-with-guardian"}
    captured.admitted(with_her, tells="ombudsman: visit.child-captured")
    prison.later(hours=1)
    left = leaves(prison, "Elisa Quiros", inside_first)
    left.held({"leaves-nobody-behind": "guardian-leaves-minor"}).abandoned()
    nothing = dict.fromkeys(("same-as-entered", "enough-compared", "nobody-in-custody"))
    runs = leaves(prison, "Flor Quiros", captured, samples=())
    runs.held(nothing | {"leaves-with-guardian": "minor-leaves-alone"}).abandoned()
    together = leaves(prison, "Elisa Quiros", inside_first, leaving_with=(prison.known["Flor Quiros"],))
    together.admitted({"leaves-nobody-behind": "guardian-leaves-nobody"})
    child_too = leaves(prison, "Flor Quiros", captured, samples=(), leaving_with=(mother,))
    child_too.admitted(nothing | {"leaves-with-guardian": "minor-leaves-with-guardian"})


_SEARCHES: Changed = dict.fromkeys(("not-banned-by-another-name", "not-in-custody", "known-once"))


def _by_office(prison: Prison) -> None:
    """A lawyer sees her client in the punishment cell, without appointment, and little is kept of it."""
    enrolled(prison, "Gloria Rossi", 125, kind="lawyer").admitted()
    visit = enters(prison, "Gloria Rossi", "Prisoner 55").admitted(BY_OFFICE)
    leaves(prison, "Gloria Rossi", visit).admitted({"minimal-record": "visit-kept-minimal"})


def _by_document(prison: Prison) -> None:
    """One keeps his fingers to himself, one has her biometrics destroyed in the middle of her visit."""
    declined = {"consent": "declined"}
    path: Changed = {"consent-heard": "visitor-consent-declined", "by-document": "visitor-by-document"}
    counter = {**path, **_SEARCHES, "enough-captured": None}
    unsigned = {"by-document": "visitor-document-unsigned"}
    shown = enrolled(prison, "Hector Sanz", 126, **declined)
    shown.held(counter | unsigned).abandoned()
    refuser = enrolled(prison, "Hector Sanz", 126, samples=(), **declined)
    refuser.held(counter | unsigned)
    refuser.signed("visit.document").admitted(counter)
    hers = enrolled(prison, "Lidia Nadie", 120, samples=(), documents=(card("Berta Nuez"),), **declined)
    banned, told = {"card-of-one": "visitor-card-of-banned"}, "supervisor: visit.ban-evaded"
    hers.held(counter | unsigned | banned, tells=told)
    hers.signed("visit.document").held(counter | banned, tells=told).abandoned()
    expected(prison, "Hector Sanz", "Tania Egea")
    door = {**BY_DOCUMENT, **path}
    asked = enters(prison, "Hector Sanz", "Tania Egea")
    asked.held(door | {"by-document": "visitor-document-needed"}).abandoned()
    visit = enters(prison, "Hector Sanz", "Tania Egea", samples=(), document=SEEN)
    visit.held(door | unsigned).signed("visit.document").admitted(door)
    expected(prison, "Amalia Oca", "Tania Egea")
    amalia = enters(prison, "Amalia Oca", "Tania Egea").admitted()
    withdrawn = f"/v1/visitors/{prison.known['Amalia Oca']}"
    takes_back = WithdrawalIn(facility=HERE)
    seen = prison.wire.seen(withdrawn, ANA)
    prison.wire.send("POST", f"{withdrawn}/withdraw-consent", ANA, takes_back, headers=seen)
    prison.later(minutes=30)
    _out_by_document(prison, "Hector Sanz", visit, {}, "")
    heard = {"consent-withdrawn-inside": "visitor-consent-withdrawn"}
    bare: Changed = dict.fromkeys(("same-as-entered", "enough-compared", "nobody-in-custody"))
    bare |= heard | {"leaves-by-document": "exit-document-needed"}
    leaves(prison, "Amalia Oca", amalia).held(bare).abandoned()
    _out_by_document(prison, "Amalia Oca", amalia, heard, "supervisor: visit.left-by-document")


def _out_by_document(prison: Prison, who: str, visit: Passage, heard: Changed, tells: str) -> None:
    """Their document, two officers, and the prisoner back in the wing."""
    seen = {**dict.fromkeys(("same-as-entered", "enough-compared", "nobody-in-custody")), **heard}
    out = leaves(prison, who, visit, samples=(), document=SEEN)
    out.held(seen | {"leaves-by-document": "exit-document-unsigned"})
    out.signed("visit.document").held(seen | {"leaves-by-document": "exit-prisoner-not-counted"})
    out.signed("visit.prisoner-in-place").admitted(seen | {"leaves-by-document": "exit-by-document"}, tells)


def _too_many(prison: Prison) -> None:
    """Three are at the table of Ulises Faro; the fourth waits until one of them has gone."""
    at_table: dict[str, Passage] = {}
    for name in ("Visitor 13", "Visitor 14", "Dario Pinto"):
        expected(prison, name, "Ulises Faro")
        at_table[name] = enters(prison, name, "Ulises Faro").admitted()
    expected(prison, "Elisa Quiros", "Ulises Faro")
    fourth = enters(prison, "Elisa Quiros", "Ulises Faro")
    fourth.held({"room-at-the-table": "visitors-too-many"})
    leaves(prison, "Visitor 13", at_table.pop("Visitor 13")).admitted()
    at_table["Elisa Quiros"] = fourth.again().admitted()
    for name, visit in at_table.items():
        leaves(prison, name, visit).admitted()


def _what_can_be_mended(prison: Prison) -> None:
    """A notice of last year, a birthday that nobody wrote down, a finger without a face, a second consent."""
    old = NoticeIn(version="2025-2", language="es")
    wrong = {"notice-current": "visitor-notice-outdated", "age-known": "visitor-age-unknown"}
    finger = prison.shown(127, face=False)
    enrolled(prison, "Ines Vaca", 127, notice=old, born=None, samples=finger).held(
        wrong | {"enough-captured": "visitor-modality-missing"}
    ).abandoned()
    enrolled(prison, "Ines Vaca", 127).admitted()
    expected(prison, "Ines Vaca", "Tania Egea")
    half = enters(prison, "Ines Vaca", "Tania Egea", samples=finger)
    half.held({"enough-compared": "visitor-modality-missing"}).abandoned()
    prison.visitor("Ines Vaca", notice=old, born=None)
    waits = enters(prison, "Ines Vaca", "Tania Egea").held(wrong)
    prison.visitor("Ines Vaca")
    visit = waits.again().admitted()
    leaves(prison, "Ines Vaca", visit).admitted()
    hers = prison.known["Amalia Oca"]
    consents = enrolled(prison, "Amalia Oca", 121, enrolled_as=hers)
    consents.held({"own-record": "visitor-record-unproven"})
    consents.signed("visitor.own-record").admitted({"own-record": "visitor-record-by-document"})
