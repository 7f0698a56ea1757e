"""umbral clock: on what somebody is held, how long at most, and what stops the clock; the court's word."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import DAY, INSTANT
from api.cli.presenting import request_of
from api.cli.printing import show_json
from api.contract.client import Seen
from api.contract.client.legal_basis import LegalBases
from api.contract.errors import NothingSeen
from api.contract.legal_basis import BasisIn, BasisList, BasisOut, ExtensionIn, ResumeIn, SuspensionIn, TermIn

COURT = acting_as("case-system")
PERSON = click.argument("person_id", type=click.UUID)
BASES = ("pre-trial", "sentenced", "civil", "immigration", "other")
CAUSES = ("escape", "defence-delay", "other-sentence", "competence", "unfit")
TERM = click.option("--term", help='What the court set, such as "4 years 6 months".')
LAST_DAY = click.option("--last-day", type=DAY, help="On which it holds by the court's word.")


@click.group()
def clock() -> None:
    """What the detention clock of somebody counts by. `umbral custody show` says how it stands."""


@clock.command()
@COURT
@PERSON
def show(acting: Acting, person_id: UUID) -> None:
    """Every basis of the custody, with extensions and suspensions."""
    with acting.client() as client:
        found = client.legal_bases.of(person_id).record.periods
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        _tell(one)


@clock.command()
@COURT
@PERSON
@click.argument("basis", type=click.Choice(BASES))
@click.option("--authority", required=True, help="Who ordered it.")
@click.option("--begins", type=INSTANT, help="[now]")
@TERM
@LAST_DAY
def begin(
    acting: Acting,
    *,
    person_id: UUID,
    basis: str,
    authority: str,
    begins: datetime | None,
    term: str | None,
    last_day: datetime | None,
) -> None:
    """Another basis from now on; the one before it ends there."""
    day = None if last_day is None else last_day.date()
    told = request_of(
        BasisIn, {"basis": basis, "authority": authority, "begins": begins, "term": term, "last_day": day}
    )
    _change(acting, person_id, lambda bases, seen: bases.begin(person_id, told, seen))


@clock.command()
@COURT
@PERSON
@TERM
@LAST_DAY
def term(acting: Acting, person_id: UUID, term: str | None, last_day: datetime | None) -> None:
    """How long the last basis lasts at most, by the court's word."""
    told = request_of(TermIn, {"term": term, "last_day": None if last_day is None else last_day.date()})
    _change(acting, person_id, lambda bases, seen: bases.set_term(person_id, told, seen))


@clock.command()
@COURT
@PERSON
@click.option("--authority", required=True, help="Which court, and its file.")
@click.option("--granted", type=INSTANT, help="[now]")
@click.option("--order", "order_id", type=click.UUID, help="The order on record that says so.")
def extend(
    acting: Acting, person_id: UUID, authority: str, granted: datetime | None, order_id: UUID | None
) -> None:
    """A court has extended the last basis, as the law allows."""
    told = request_of(ExtensionIn, {"authority": authority, "granted_at": granted, "order_id": order_id})
    _change(acting, person_id, lambda bases, seen: bases.extend(person_id, told, seen))


@clock.command()
@COURT
@PERSON
@click.argument("reason", type=click.Choice(CAUSES))
@click.option("--begins", type=INSTANT, required=True, help="From this day on it does not count.")
@click.option("--ends", type=INSTANT, help="That day counts again [it lasts].")
def suspend(acting: Acting, person_id: UUID, reason: str, begins: datetime, ends: datetime | None) -> None:
    """Stop the clock: days that do not count, if the policy agrees."""
    told = request_of(SuspensionIn, {"reason": reason, "begins": begins, "ends": ends})
    _change(acting, person_id, lambda bases, seen: bases.suspend(person_id, told, seen))


@clock.command()
@COURT
@PERSON
@click.option("--ends", type=INSTANT, help="That day counts again [today].")
def resume(acting: Acting, person_id: UUID, ends: datetime | None) -> None:
    """The clock goes on: the suspension that lasts ends."""

    def go_on(bases: LegalBases, seen: Seen[BasisList]) -> BasisOut:
        last = seen.record.periods[-1].suspensions if seen.record.periods else []
        standing = [one for one in last if one.ends is None and one.revoked_at is None]
        if not standing:
            raise click.UsageError("the clock is not stopped")
        return bases.resume(person_id, standing[-1].id, seen, ResumeIn(ends=ends))

    _change(acting, person_id, go_on)


@clock.command("revoke-extension")
@COURT
@PERSON
@click.argument("extension_id", type=click.UUID)
@click.confirmation_option("--yes", prompt="Take this extension back? Its person may then be over the limit.")
def revoke_extension(acting: Acting, person_id: UUID, extension_id: UUID) -> None:
    """Take an extension back: by the court's word, or entered by mistake. `show` says their numbers."""
    _change(acting, person_id, lambda bases, seen: bases.revoke_extension(person_id, extension_id, seen))


@clock.command("revoke-suspension")
@COURT
@PERSON
@click.argument("suspension_id", type=click.UUID)
@click.confirmation_option("--yes", prompt="Take this stop back? Its days count again.")
def revoke_suspension(acting: Acting, person_id: UUID, suspension_id: UUID) -> None:
    """Take a stop of the clock back that was entered by mistake: its days count."""
    _change(acting, person_id, lambda bases, seen: bases.revoke_suspension(person_id, suspension_id, seen))


def _change(
    acting: Acting, person_id: UUID, change: Callable[[LegalBases, Seen[BasisList]], BasisOut]
) -> None:
    """Change what stands on record now, and show the basis as it is then."""
    with acting.client() as client:
        try:
            changed = change(client.legal_bases, client.legal_bases.of(person_id))
        except NothingSeen as error:
            raise click.UsageError(str(error)) from None
    _show(changed, acting)


def _show(found: BasisOut, acting: Acting) -> None:
    if acting.as_json:
        show_json(found)
    else:
        _tell(found)


def _tell(one: BasisOut) -> None:
    until = "now" if one.ends is None else f"{one.ends:%Y-%m-%d}"
    limit = " ".join(filter(None, (one.term, f"last day {one.last_day}" if one.last_day else None)))
    click.echo(f"{one.begins:%Y-%m-%d} to {until}  {one.basis}  {one.authority or '-'}  {limit}".rstrip())
    for extension in one.extensions:
        void = "  revoked" if extension.revoked_at else ""
        click.echo(f"  extended {extension.granted_at:%Y-%m-%d}  {extension.authority}{void}  {extension.id}")
    for stop in one.suspensions:
        void = "  revoked" if stop.revoked_at else ""
        end = "lasts" if stop.ends is None else f"to {stop.ends:%Y-%m-%d}"
        click.echo(f"  suspended {stop.begins:%Y-%m-%d} {end}  {stop.reason}{void}  {stop.id}")
