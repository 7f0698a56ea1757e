"""umbral board: how a house stands now, on one screen; followed as it changes with --watch."""

import click

from api.cli.acting import Acting, acting_as
from api.cli.printing import show_json
from api.contract import words
from api.contract.board import AwayFigure, BoardOut
from api.home import announced_url
from api.settings import Settings

LABEL = 30  # columns


@click.command()
@acting_as("supervisor")
@click.argument("facility")
@click.option("--watch", is_flag=True, help="Go on, and show it again whenever it changed.")
def board(acting: Acting, facility: str, watch: bool) -> None:
    """How FACILITY stands: in custody, out, visitors, clocks, what waits, gates."""
    with acting.client() as client:
        if not watch:
            _show(acting, client.boards.of(facility))
            return
        if acting.where.url is None and announced_url(Settings.load(acting.where.home).home) is None:
            raise click.UsageError(
                "No service runs here: there is nobody to follow. Start one: umbral serve."
            )
        for now in client.boards.follow(facility):
            if not acting.as_json:
                click.clear()
            _show(acting, now)


def _show(acting: Acting, now: BoardOut) -> None:
    if acting.as_json:
        show_json(now)
    else:
        click.echo("\n".join(_lines(now, words.language(acting.where.language))))


def _lines(now: BoardOut, language: str) -> list[str]:
    def line(key: str, value: object, *notes: str) -> str:
        label = words.text(f"board.{key}", language)
        return f"  {label:{LABEL}} {value:>7}   {' · '.join(note for note in notes if note)}".rstrip()

    def note(key: str, count: int) -> str:
        return words.text(f"board.note.{key}", language, {"count": count}) if count else ""

    def away(key: str, figure: AwayFigure) -> str:
        return line(key, figure.out, note("overdue", figure.overdue), note("missing", figure.missing))

    custody, clock, gates = now.custody, now.clock, now.gates
    share = "" if custody.occupancy is None else f"{words.number(custody.occupancy, language)} %"
    unknown = words.text("board.unknown", language)
    silent = ", ".join(one.name for one in gates.gates if not one.online)
    return [
        f"{now.name} ({now.facility})   {now.as_of:%Y-%m-%d %H:%M:%S} UTC",
        "",
        line("held", custody.held, f"/ {custody.capacity}", share, note("over", custody.over_capacity)),
        line("present", custody.present),
        *(f"    {one.name or one.code or '-':{LABEL - 2}} {one.held:>7}   {one.capacity or ''}".rstrip()
          for one in custody.wings),
        away("court", now.away.court),
        away("transfer", now.away.transfer),
        away("temporary_release", now.away.temporary_release),
        line("arriving", now.away.arriving),
        line("visitors", now.visitors.inside, note("past_end", now.visitors.past_end)),
        line("clock_over", unknown if clock is None else clock.over),
        line("clock_near", unknown if clock is None else clock.near),
        line("without_case_file", now.without_case_file),
        line("waiting", now.waiting.waiting, *(f"{gate} {n}" for gate, n in now.waiting.by_gate.items())),
        line("gates_offline", gates.offline, silent),
    ]  # fmt: skip
