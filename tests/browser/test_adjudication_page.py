"""A reviewer's desk and the supervisor's list, by keyboard: nothing but pictures, one answer, the next."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.browser import PEOPLE, person_id
from tests.support.portraits import portrait_jpeg
from tests.support.prints import dry_png, print_of
from tests.support.service import RunningService

pytestmark = pytest.mark.browser

SUPERVISOR = {"Umbral-Actor": "chief; roles=supervisor"}
OFFICER = {"Umbral-Actor": "holder; roles=gate-officer"}
NAME = "Somebody Else"


@pytest.fixture(scope="module")
def http(service: RunningService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=60, trust_env=False) as plain:
        yield plain


@pytest.fixture(scope="module")
def case(service: RunningService, http: httpx.Client) -> UUID:
    """The first person was enrolled again under another name; a gate officer asks whether the two are one."""
    again = [print_of(1, 2, 3), print_of(1, 7, 1), SampleIn.holding(dry_png(1, 3), "finger", position=3)]
    face = SampleIn.holding(portrait_jpeg(), "face")
    with service.client() as client:
        first = client.enrol(
            Enrolment(name=NAME, samples=[print_of(1, 2, 1), print_of(1, 3, 1), face], gallery="visitors")
        )
        second = client.enrol(Enrolment(name=PEOPLE[1], samples=[*again, face], gallery="visitors"))
    origins = http.get(f"/v1/persons/{second.id}/origins", headers=OFFICER).json()
    body = {"person_id": str(first.id), "encounter_id": origins["encounters"][0]["id"]}
    answer = http.post("/v1/adjudication/cases", json=body, headers=OFFICER)
    assert answer.status_code == 201, answer.text
    assert person_id(1) != second.id
    return UUID(answer.json()["id"])


def begin(page: Page, officer: str) -> None:
    """Say who it is, and take a case."""
    page.goto("/adjudication")
    page.fill("#officer", officer)
    page.keyboard.press("Enter")
    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator(".half image")).to_have_count(2)


def photograph(page: Page, name: str) -> None:
    """Kept where a person can look at it, if UMBRAL_SCREENSHOTS names a folder."""
    if folder := os.environ.get("UMBRAL_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_reviewer_sees_pictures_alone_and_answers_by_keyboard(
    page: Page, case: UUID, http: httpx.Client
) -> None:
    page.goto("/adjudication")
    page.fill("#officer", "ana")
    page.keyboard.press("Enter")
    with page.expect_response("**/v1/adjudication/reviews") as lent:
        page.keyboard.press("Enter")
    told = lent.value.text()
    expect(page.locator(".half image")).to_have_count(2)
    expect(page.locator(".tabs button")).to_have_text(
        ["1Right index finger", "2Right middle finger", "3Face"], ignore_case=True
    )
    seen = [page.locator("main").inner_html()]
    photograph(page, "reviewer")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-part="told"]')).to_contain_text("Point 1 of")
    photograph(page, "reviewer-point")
    page.keyboard.press("m")
    expect(page.locator(".halves")).to_have_class("halves bare")
    page.keyboard.press("2")
    expect(
        page.locator('[data-part="left"], [data-part="right"]').filter(has_text="Poor picture")
    ).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator("#chosen")).to_have_text("You say: the same person. Confirm, or choose again.")
    expect(page.locator("#unseen")).to_have_text("Not looked at yet: 1.")
    page.keyboard.press("3")
    expect(page.locator(".half image")).to_have_count(2)
    expect(page.locator('[data-part="points"]')).to_be_hidden()
    page.keyboard.press("s")
    photograph(page, "reviewer-chosen")
    expect(page.locator("#unseen")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#between-heading")).to_have_text("Recorded. Thank you.")
    photograph(page, "reviewer-recorded")
    assert http.get(f"/v1/adjudication/cases/{case}", headers=OFFICER).json()["state"] == "reviewed-once"
    everything = re.sub(r"base64,[^\"]+", "", " ".join(seen)) + told  # pictures are noise
    for secret in (NAME, PEOPLE[1], str(case), "visitors", "llr", "score", "probe", "reference"):
        assert secret not in everything


def test_whoever_answered_is_given_nothing_more(page: Page, case: UUID) -> None:
    page.goto("/adjudication")
    page.fill("#officer", "ana")
    page.keyboard.press("Enter")
    page.click("#next")
    expect(page.locator("#between-heading")).to_have_text("Nothing is waiting for you")


def test_a_case_given_back_waits_for_the_next(page: Page, case: UUID) -> None:
    begin(page, "bea")
    page.click("#back")
    expect(page.locator("#between-heading")).to_have_text("Given back. Somebody else will look at it.")


def test_what_does_not_fit_on_one_page_is_brought_by_keyboard(page: Page, case: UUID) -> None:
    """Pages of two, of five that wait: the service's own answers, with the numbers of cases made up."""
    made = [str(UUID(int=number)) for number in range(1, 6)]

    def some(route: Route) -> None:
        told = parse_qs(urlsplit(route.request.url).query)
        begin = made.index(told["after"][0]) + 1 if "after" in told else 0
        found = made[begin : begin + 2]
        (real, *_) = route.fetch(url=f"{route.request.url.split('?')[0]}").json()["cases"]
        cases = [{**real, "id": one} for one in found]
        following = found[-1] if len(found) == 2 else None
        route.fulfill(json={"cases": cases, "next": following})

    page.route("**/v1/adjudication/cases*", some)
    page.goto("/adjudication/cases")
    page.fill("#officer", "chief")
    page.keyboard.press("Enter")
    expect(page.locator("#cases li")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("The 2 oldest cases are shown. There may be more.")
    photograph(page, "supervisor-more")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#more")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cases li")).to_have_count(4)
    expect(page.locator("#more")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cases li")).to_have_count(5)
    expect(page.locator("#more")).to_be_hidden()
    expect(page.locator("#cases li").last).to_be_focused()
    expect(page.locator("#count")).to_have_text("Cases that wait: 5")
    photograph(page, "supervisor-all")


def test_disagreement_goes_to_the_supervisor(page: Page, case: UUID, http: httpx.Client) -> None:
    begin(page, "cleo")
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator("#between-heading")).to_have_text("Recorded. Thank you.")
    page.click("[data-leave]")
    page.goto("/adjudication/cases")
    page.fill("#officer", "chief")
    page.keyboard.press("Enter")
    expect(page.locator("#cases li")).to_contain_text("Two reviewers disagree")
    photograph(page, "supervisor")
    page.click("#cases button")
    expect(page.locator(".half image")).to_have_count(2)
    page.keyboard.press("d")
    page.fill("#grounds", "The ridges run differently above the delta.")
    photograph(page, "supervisor-decides")
    page.dblclick("#confirm")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#trouble")).to_be_empty()
    settled = http.get(f"/v1/adjudication/cases/{case}", headers=SUPERVISOR).json()
    assert (settled["state"], settled["result"]) == ("settled", "different")
    assert settled["settled_by"] == ["chief", "cleo"]
