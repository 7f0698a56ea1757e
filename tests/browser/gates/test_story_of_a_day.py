"""The gates' pages, walked as officers walk them on a day, over generated prints and a camera's film."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.support.at_the_page import (
    answer,
    ask,
    begin,
    capture,
    choose,
    excuse,
    photograph,
    sign,
    take_photo,
    write_record,
)
from tests.support.walking import POLICY, Prison

pytestmark = pytest.mark.browser

PRISONER, VISITOR = 11, 12
"""Seeds of the generated people who are received and who visits."""
FINGERS = (2, 3, 7, 8)


def test_the_story_of_a_day(desk: Page, house: Prison) -> None:
    """Received under an order, visited, nearly swapped at the exit, and released by two officers."""
    begin(desk)
    prisoner = received(desk, house)
    visitor = enrolled(desk)
    house.expect(visitor, prisoner)
    visited(desk)
    swapped(desk)
    left(desk)
    out_and_back(desk, house, prisoner)
    released(desk, house, prisoner)
    with house.acting("supervisor") as supervisor:
        assert supervisor.persons.one(prisoner).galleries == ["former"]
        assert [one.left_at is not None for one in supervisor.visits.every()] == [True]


def received(desk: Page, house: Prison) -> UUID:
    """The camera is broken, so that a second officer has to agree to a record without a face."""
    house.order("commitment", "77/2026", named="Alma Reyes")
    desk.goto("/gates/intake")
    choose(desk, "order", "Alma Reyes")
    expect(desk.locator("#record-ordering-authority")).to_have_value("Juzgado Tercero")
    capture(desk, PRISONER, 1, FINGERS)
    excuse(desk, ["face"], "device-failed")
    write_record(desk, "Alma Reyes")
    ask(desk, "Hold", "Only one officer has seen why something cannot be captured")
    photograph(desk, "intake-held")
    expect(desk.locator(".deadlines")).to_have_count(0)
    sign(desk, "pilar")
    answer(desk, "Admit")
    photograph(desk, "intake-admitted")
    expect(desk.locator(".decision h2").first).to_have_text("Received into custody.")
    expect(desk.locator(".decision .next")).to_contain_text("Hand over: admission record")
    with house.acting("supervisor") as supervisor:
        (person,) = supervisor.persons.every()
        assert supervisor.custody.of(person.id).record.case == "C-77/2026"
    return person.id


def enrolled(desk: Page) -> UUID:
    """A visitor who read the notice and agrees, before the camera."""
    desk.goto("/gates/enrolment")
    desk.fill("#name", "Vera Ortiz")
    desk.fill("#born", "1980-05-01")
    desk.check("[name=consent][value=given]")
    capture(desk, VISITOR, 1, FINGERS)
    take_photo(desk)
    desk.click("#go")
    expect(desk.locator("#missing")).to_have_text("Hand out the notice, and write its version here.")
    expect(desk.locator("#notice")).to_be_focused()
    desk.fill("#notice", POLICY.visits.notice)
    desk.select_option("#document-kind", "identity-card")
    desk.fill("#document-issuer", "XA")
    desk.fill("#document-number", "AB 123")
    desk.check("#document-genuine")
    desk.check("#document-agrees")
    with desk.expect_response("**/v1/gates/visits/enrolment") as told:
        ask(desk, "Admit")
    return UUID(told.value.json()["person_id"])


def visited(desk: Page) -> None:
    """In by appointment, and inside at closing time."""
    desk.goto("/gates/entry")
    choose(desk, "expected", "Vera Ortiz")
    capture(desk, VISITOR, 2, [2])
    take_photo(desk)
    ask(desk, "Admit")
    photograph(desk, "entry")
    desk.goto("/gates/closing")
    desk.click("#begin")
    answer(desk, "Hold", "Visitors who have not been found yet: 1")
    expect(desk.locator(".plain").first).to_contain_text("Vera Ortiz")
    capture(desk, VISITOR, 3, [2])
    desk.click("#look button[type=submit]")
    expect(desk.locator(".likenesses")).to_contain_text("Whoever was just looked at")
    photograph(desk, "closing")


def swapped(desk: Page) -> None:
    """The prisoner's finger under the visitor's name: nothing opens; what is held is found and broken off."""
    desk.goto("/gates/exit")
    choose(desk, "visit", "Vera Ortiz")
    capture(desk, PRISONER, 2, [2])
    take_photo(desk)
    ask(desk, "Hold")
    photograph(desk, "exit-held")
    desk.goto("/gates/waiting")
    held = desk.locator("#held-list button")
    expect(held).to_have_count(1)
    expect(held).to_contain_text("Visitor out")
    expect(held.locator(".rest")).to_have_text(re.compile(r"^\d+ min left$"))
    held.click()
    answer(desk, "Hold")
    expect(desk.locator(".decision .deadlines")).to_contain_text("Who decides: supervisor")
    photograph(desk, "waiting")
    desk.get_by_role("button", name="Break off").click()
    desk.get_by_role("button", name="Keep waiting").click()
    expect(held).to_have_count(1)
    desk.get_by_role("button", name="Break off").click()
    desk.locator("#break-off").get_by_role("button", name="Break off").click()
    expect(desk.locator("#none")).to_be_visible()


def left(desk: Page) -> None:
    """The visitor herself leaves, and the area can be locked."""
    desk.goto("/gates/exit")
    choose(desk, "visit", "Vera Ortiz")
    capture(desk, VISITOR, 3, [2])
    take_photo(desk)
    ask(desk, "Admit")
    desk.goto("/gates/closing")
    answer(desk, "Hold")
    desk.click("#end")
    answer(desk, "Admit")
    expect(desk.locator("#begin")).to_be_visible()


def out_and_back(desk: Page, house: Prison, prisoner: UUID) -> None:
    """To court and back: signed by two on both ways."""
    house.order("court", "78/2026", named="Alma Reyes", person_id=prisoner)
    desk.goto("/gates/departure")
    choose(desk, "order", "Alma Reyes")
    expect(desk.locator("#kind")).to_have_value("court")
    desk.fill("#due", (datetime.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"))  # noqa: DTZ005 - as typed
    by_two(desk, 3)
    photograph(desk, "departure")
    desk.goto("/gates/return")
    choose(desk, "away", "Alma Reyes")
    by_two(desk, 2)
    photograph(desk, "return")


def released(desk: Page, house: Prison, prisoner: UUID) -> None:
    """Set free by the court's order."""
    house.order("release", "79/2026", named="Alma Reyes", person_id=prisoner)
    desk.goto("/gates/release")
    choose(desk, "order", "Alma Reyes")
    by_two(desk, 4)
    expect(desk.locator(".decision .next")).to_contain_text("receipt of release")
    sure = desk.locator(".decision .likenesses")
    expect(sure).to_contain_text("Compared with the person who is named: extremely strong support")
    expect(sure).to_contain_text("times more likely if it is this person")
    expect(sure).to_contain_text("other people who claim this name")
    expect(sure).to_contain_text("Prints: not calibrated for this site")
    photograph(desk, "release")


def by_two(desk: Page, impression: int) -> None:
    """Two fingers, no face on record: the second officer agrees to that, and to the passage."""
    capture(desk, PRISONER, impression, [2, 3])
    excuse(desk, ["face"], "device-failed")
    ask(desk, "Hold", "Officers who must sign: 2; signed so far: 1")
    for _ in range(2):
        sign(desk, "pilar")
    answer(desk, "Admit")
