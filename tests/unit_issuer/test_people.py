"""People have accounts at the built-in issuer: by a link once, and by a password that nobody else learns."""

from datetime import timedelta

from api.issuer.parameters import TICKET_LIVES, TRIES
from tests.support.signing_in import (
    FROM_OUR_PAGE,
    PASSWORD,
    Entrance,
    account,
    follow,
    send,
    walk,
)


def test_the_first_account_is_made_by_a_link_that_is_good_once(door: Entrance) -> None:
    ticket = door.issuer.first_link()
    browser = door.browser()
    page = walk(browser, f"/sign-in?ticket={ticket}")
    short = browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": "short"})
    assert short.status_code == 422
    assert account(browser) is None
    follow(
        browser,
        browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": PASSWORD}),
    )
    assert account(browser) == "chief"
    assert browser.get("/session").json()["roles"] == ["administrator"]
    again = walk(door.browser(), f"/sign-in?ticket={ticket}")
    assert again.status_code == 400
    assert door.issuer.first_link() is None


def test_an_officer_chooses_a_password_that_no_administrator_learns(door: Entrance) -> None:
    chief = door.chief()
    made = send(chief, "POST", "/v1/accounts", {"name": "reyes", "roles": ["gate-officer"]}).json()
    assert not made["account"]["usable"]
    browser = door.browser()
    page = walk(browser, made["link"]["link"])
    assert "reyes" in page.text
    follow(
        browser,
        browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "somebody", "password": PASSWORD}),
    )
    assert account(browser) == "reyes", "the link says whose password it is"
    assert walk(door.browser(), made["link"]["link"]).status_code == 400, "used"
    listed = chief.get("/v1/accounts").json()["accounts"]
    assert [(one["name"], one["usable"]) for one in listed] == [("chief", True), ("reyes", True)]
    assert "argon2" not in chief.get("/v1/accounts").text


def test_a_link_is_good_for_a_day(door: Entrance) -> None:
    link = send(door.chief(), "POST", "/v1/accounts", {"name": "reyes", "roles": ["gate-officer"]}).json()[
        "link"
    ]
    door.house.clock.advance(TICKET_LIVES)
    assert walk(door.browser(), link["link"]).status_code == 400


def test_wrong_passwords_of_anybody_are_told_alike_and_have_to_wait(door: Entrance) -> None:
    door.chief()
    for name in ("chief", "nobody"):
        browser = door.browser()
        said = [door.sign_in(browser, name, "not this one at all").status_code for _ in range(TRIES)]
        assert said == [422] * TRIES
        waiting = door.sign_in(browser, name, PASSWORD)
        assert waiting.status_code == 429
        assert int(waiting.headers["Retry-After"]) > 0
        assert account(browser) is None
        door.house.clock.advance(timedelta(seconds=int(waiting.headers["Retry-After"])))
    browser = door.browser()
    door.sign_in(browser, "chief")
    assert account(browser) == "chief", "who waited may try"


def test_who_is_removed_is_out_at_once_and_the_name_is_never_given_again(door: Entrance) -> None:
    chief = door.chief()
    reyes = door.officer(chief, "reyes", "supervisor")
    assert account(reyes) == "reyes"
    assert send(chief, "DELETE", "/v1/accounts/reyes").status_code == 204
    assert account(reyes) is None
    assert door.sign_in(door.browser(), "reyes").status_code == 422
    again = send(chief, "POST", "/v1/accounts", {"name": "reyes", "roles": ["auditor"]})
    assert (again.status_code, again.json()["code"]) == (409, "already-on-record")


def test_nobody_is_signed_in_as_somebody_who_has_a_password(door: Entrance) -> None:
    chief = door.chief()
    door.officer(chief, "reyes", "supervisor")
    answer = send(chief, "POST", "/v1/accounts/reyes/link", {"to": "sign-in"})
    assert answer.status_code == 409


def test_a_house_administrator_makes_no_account_for_other_houses(door: Entrance) -> None:
    chief = door.chief()
    local = door.officer(chief, "local", "administrator", facilities=["penal-norte"])
    made = send(local, "POST", "/v1/accounts", {"name": "a", "roles": ["gate-officer"]}).json()
    assert made["account"]["facilities"] == ["penal-norte"]
    beyond = {"name": "b", "roles": ["gate-officer"], "facilities": ["penal-sur"]}
    assert send(local, "POST", "/v1/accounts", beyond).status_code == 404
    assert send(local, "DELETE", "/v1/accounts/chief").status_code == 404
