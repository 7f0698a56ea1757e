"""umbral station: this machine as a station of a service."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.contract.place import default_home

if TYPE_CHECKING:
    from api.contract.encounter import CaptureIn

HERE = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="UMBRAL_STATION_HOME",
    help="The station's folder [UMBRAL_STATION_HOME, or station/ in UMBRAL_HOME].",
)


@click.group()
def station() -> None:
    """This machine as an enrolment station: it captures, seals, and sends when there is a network."""


@station.command()
@HERE
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the service answers.")
@click.argument("code")
def enrol(home: Path | None, url: str, code: str) -> None:
    """Enrol with CODE, as the administrator's screen shows it."""
    from enrollment_station.enrolling import enrol as enrol_

    known, aside = enrol_(_place(home), url.rstrip("/"), code)
    if aside:
        click.echo(
            f"{aside} packets of a former enrolment were set aside: nobody takes them any more.", err=True
        )
    click.echo(f"Station {known.enrolled.station} at {known.enrolled.facility}")


@station.command()
@HERE
@click.option(
    "--finger", "fingers", multiple=True, metavar="POSITION=FILE", help="A print (ISO/IEC 19794-2)."
)
@click.option("--face", "faces", multiple=True, type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--synthetic", type=click.IntRange(1), help="Both index fingers of an invented person.")
@click.option("--label", help="What tells this one at the counter from others, such as a ticket's number.")
def capture(
    home: Path | None,
    fingers: tuple[str, ...],
    faces: tuple[Path, ...],
    synthetic: int | None,
    label: str | None,
) -> None:
    """Seal what was captured of somebody into the outbox; no network is needed."""
    from enrollment_station.identity import load
    from enrollment_station.sealing import of_file, seal

    known = load(_place(home))
    captures = [_print(one) for one in fingers]
    captures += [of_file(path.read_bytes(), "face", 0, path.name) for path in faces]
    captures += [] if synthetic is None else _synthetic(synthetic)
    if not captures:
        raise click.UsageError("Nothing was captured: name --finger, --face or --synthetic.")
    link = seal(known, captures, label)
    click.echo(f"Packet {link.sequence} waits in the outbox")


@station.command()
@HERE
@click.option("--url", help="Where the service answers from now on, if it moved.")
def send(home: Path | None, url: str | None) -> None:
    """Send what waits in the outbox; each packet is deleted only when its signed receipt is kept."""
    from enrollment_station.identity import load, save
    from enrollment_station.sending import send_all

    place = _place(home)
    if url is not None:
        save(place, load(place).enrolled.model_copy(update={"url": url.rstrip("/")}))
    sent = send_all(place, lambda number: click.echo(f"Packet {number} was taken"))
    click.echo(f"{sent} packets were sent")


@station.command("replace-key")
@HERE
def replace_key(home: Path | None) -> None:
    """Replace the station's key by a new one; the outbox has to be empty."""
    from enrollment_station.enrolling import replace_key as replace
    from enrollment_station.identity import load

    replace(load(_place(home)))
    click.echo("The station has another key")


@station.command()
@HERE
def status(home: Path | None) -> None:
    """What waits, and which head of the service's audit log was kept last. Needs no network."""
    from enrollment_station.heads import heads_of
    from enrollment_station.identity import load
    from enrollment_station.outbox import box_of

    known = load(_place(home))
    box, head = box_of(known), heads_of(known).last()
    click.echo(f"Station {known.enrolled.station} at {known.enrolled.facility}, of {known.enrolled.url}")
    click.echo(f"{box.count()} packets wait; the last one is number {box.last().sequence}")
    click.echo(
        "No head of the audit log was kept" if head is None else f"Audit log: {head.size} leaves at {head.at}"
    )


def _place(home: Path | None) -> Path:
    return (home or default_home() / "station").absolute()


def _print(told: str) -> "CaptureIn":
    from enrollment_station.sealing import of_file

    position, _, name = told.partition("=")
    path = Path(name)
    if not position.isdecimal() or not path.is_file():
        raise click.BadParameter(f"{told} is no POSITION=FILE.", param_hint="--finger")
    return of_file(path.read_bytes(), "finger", int(position), path.name)


def _synthetic(number: int) -> list["CaptureIn"]:
    from enrollment_station.demo.hands import capture as touch
    from enrollment_station.sealing import captured

    return [captured(frame) for frame in touch(number, (2, 7))]
