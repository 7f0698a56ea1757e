"""docs/events.md says what the code does."""

from api.events import documentation
from api.events.catalogue import CATALOGUE


def test_the_page_is_in_step_with_the_code() -> None:
    written = documentation.PAGE.read_text("utf-8")
    assert written == documentation.page(), "run: python -m api.events.documentation"


def test_it_names_every_type_and_attribute() -> None:
    page = documentation.page()
    for name, facts in CATALOGUE.items():
        section = page.split(f"### `umbral.{name}`\n")[1].split("\n### ")[0]
        assert all(f"| `{attribute}` |" in section for attribute in facts.model_fields)
