"""umbral visitor: on what footing people come, and what they agreed to."""

from datetime import date
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import DAY
from api.cli.presenting import request_of
from api.cli.printing import show_each, show_one
from api.contract.visitors import NoticeIn, VisitorIn, VisitorOut

DESK = acting_as("gate-officer")
_KINDS = ["family", "friend", "minor", "lawyer", "consul", "official"]
_person = click.argument("person_id", metavar="PERSON", type=click.UUID)


@click.group()
def visitor() -> None:
    """People on record as visitors, and what they agreed to."""


@visitor.command()
@DESK
@_person
@click.option("--kind", type=click.Choice(_KINDS), required=True)
@click.option(
    "--consent/--no-consent", required=True, help="To biometrics; whoever declines comes by document."
)
@click.option("--notice", help="Version of the information notice that they were given.")
@click.option("--notice-language", default="en", show_default=True)
@click.option("--born", type=DAY, help="Day of birth, YYYY-MM-DD.")
@click.option("--guardian", "guardian_id", type=click.UUID, help="Who answers for a minor.")
def enter(
    acting: Acting,
    person_id: UUID,
    kind: str,
    consent: bool,
    notice: str | None,
    notice_language: str,
    born: date | None,
    guardian_id: UUID | None,
) -> None:
    """Somebody on record comes as a visitor for the first time."""
    given = None
    if notice is not None:
        given = request_of(NoticeIn, {"version": notice, "language": notice_language})
    stated = {"kind": kind, "consent": "given" if consent else "declined", "notice": given}
    asked = request_of(VisitorIn, stated, born=born, guardian_id=guardian_id)
    with acting.client() as client:
        show_one(client.visitors.enter(person_id, asked), _line, acting)


@visitor.command("list")
@DESK
def list_(acting: Acting) -> None:
    """All visitors."""
    with acting.client() as client:
        found = list(client.visitors.every())
    show_each(found, _line, acting)


@visitor.command()
@DESK
@_person
def show(acting: Acting, person_id: UUID) -> None:
    """One visitor."""
    with acting.client() as client:
        show_one(client.visitors.one(person_id).record, _line, acting)


@visitor.command("withdraw-consent")
@DESK
@_person
@click.argument("facility")
@click.confirmation_option("--yes", prompt="Destroy this visitor's biometrics for good?")
def withdraw_consent(acting: Acting, person_id: UUID, facility: str) -> None:
    """A visitor takes their consent back at FACILITY: their biometrics are destroyed."""
    with acting.client() as client:
        show_one(client.visitors.withdraw_consent(client.visitors.one(person_id), facility), _line, acting)


def _line(one: VisitorOut) -> str:
    notice = "no notice" if one.notice is None else f"notice {one.notice.version} ({one.notice.language})"
    return f"{one.person_id}  {one.kind:8} consent {one.consent:9} {notice}"
