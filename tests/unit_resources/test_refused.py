"""Whoever may not is told so, whatever the path names."""

import pytest

from tests.support.offices import Offices, code


@pytest.mark.parametrize("named", ["7", "~%C3%BC", "00000000-0000-0000-0000-000000000063"])
def test_a_role_is_asked_for_before_a_person(offices: Offices, named: str) -> None:
    path = f"/v1/persons/{named}/custody/holds/{named}/lift"
    assert code(offices.send("POST", path, "intake-officer")) == (403, "role-missing")
