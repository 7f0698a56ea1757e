"""docs/rights.md says what the tables say."""

from api.auth import documentation


def test_the_page_is_written_from_the_tables() -> None:
    written = documentation.PAGE.read_text("utf-8")
    assert written == documentation.page(), "run: python -m api.auth.documentation"
