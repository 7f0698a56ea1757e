"""The machine: what it writes of the service's memory, its clock, its account, how pictures are decoded."""

from collections.abc import Iterator
from pathlib import Path

from api.doctor.finding import Deployment, Finding, Level
from matcher import images
from matcher.decoding.errors import DecoderUnavailable
from matcher.decoding.sandbox import PROTECTIONS


def account(deployment: Deployment) -> Iterator[Finding]:
    """The service has an account of its own, with no rights beyond its data."""
    process = deployment.serving()
    place = deployment.machine.proc / str(process) if process else deployment.home
    if place.exists() and (_user(place) if process else place.stat().st_uid) == 0:
        yield Finding(
            "account",
            deployment.graver,
            "The service runs as root: what breaks it has the machine.",
            "run it under an account of its own (deploy/systemd/umbral.service, deploy/sysusers.d)",
        )


def cores(deployment: Deployment) -> Iterator[Finding]:
    """A core file holds every template in the clear."""
    process = deployment.serving()
    if process is None:
        return
    limits = (deployment.machine.proc / str(process) / "limits").read_text("ascii").splitlines()
    soft = next(line.split()[4] for line in limits if line.startswith("Max core file size"))
    if soft != "0":
        yield Finding(
            "cores",
            Level.FAULT,
            "The running service may leave core files, with everybody's templates in them.",
            "start it by `umbral serve`, and set LimitCORE=0 in its unit",
        )


def swap(deployment: Deployment) -> Iterator[Finding]:
    """What is swapped out lies on the disk in the clear, and stays there."""
    machine = deployment.machine
    for line in (machine.proc / "swaps").read_text("utf-8").splitlines()[1:]:
        name = Path(line.split()[0]).resolve().name
        uuid = machine.sys / "block" / name / "dm" / "uuid"
        if name.startswith("zram") or (uuid.is_file() and uuid.read_text("ascii").startswith("CRYPT-")):
            continue
        yield Finding(
            "swap",
            deployment.graver,
            f"Swap on {line.split()[0]} is not encrypted: templates of the memory come to lie on the disk.",
            "swapoff it, or encrypt it with a key made at each start (crypttab: swap,plain /dev/urandom)",
        )


def clock(deployment: Deployment) -> Iterator[Finding]:
    """Legal hours, tokens and the log go by it."""
    if deployment.machine.clock() is False:
        yield Finding(
            "clock",
            Level.WARNING,
            "Nobody keeps this machine's clock right.",
            "have it kept by a time server: systemd-timesyncd or chrony",
        )


def decoders(deployment: Deployment) -> Iterator[Finding]:  # noqa: ARG001 - they are this machine's
    """Every picture is somebody's octets."""
    try:
        missing = [one for one in PROTECTIONS if one not in images.protections()]
    except DecoderUnavailable as error:
        yield Finding("decoders", Level.FAULT, str(error), "install Umbral anew; see the log")
        return
    if missing:
        yield Finding(
            "decoders",
            Level.FAULT if "system-call-filter" in missing else Level.WARNING,
            f"Pictures are decoded without {', '.join(missing)}.",
            "use a kernel with seccomp on x86-64 or AArch64, and a container that allows it",
        )


def _user(process: Path) -> int:
    """The effective user: the directory's owner would be root for whoever keeps to itself."""
    lines = (process / "status").read_text("utf-8").splitlines()
    return next(int(line.split()[2]) for line in lines if line.startswith("Uid:"))
