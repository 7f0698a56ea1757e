"""1:N through the product's own doors: `umbral serve`, `umbral import`, then one search an image.

    python -m benchmarks.accuracy.identification DIR... [--enrolled 1] --json FILE

The first images of every finger or identity that has more than those are imported into an empty service;
each of the others is searched for over HTTP. Reported: at which rank its mate was returned. What could not
be enrolled or searched counts as never found.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from api.cli.folders import Source, sources
from api.contract.answers import IdentifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused, ServiceUnreachable
from benchmarks.accuracy.provenance import provenance

DEPTH = 50
START_SECONDS = 60.0
UMBRAL = Path(sys.executable).with_name("umbral")


@dataclass(frozen=True, slots=True)
class ImageSet:
    """The images of one folder, for their hash."""

    name: str
    images: tuple[Path, ...]

    def files(self) -> list[Path]:
        """The images, in sorted order."""
        return sorted(self.images)


@contextmanager
def service(home: Path) -> Iterator[tuple[str, Client]]:
    """A service of its own over an empty folder, ended with SIGTERM."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    believed = {**os.environ, "UMBRAL_CALLERS": "believed", "UMBRAL_FREE_SEARCHES": "true"}
    command = [str(UMBRAL), "serve", "--home", str(home), "--port", str(port)]
    with (home / "log").open("wb") as log, subprocess.Popen(command, stderr=log, env=believed) as process:
        try:
            with Client(url, actor="benchmark; roles=supervisor") as client:
                _await(client, process)
                yield url, client
        finally:
            process.terminate()


def _await(client: Client, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(int(START_SECONDS)):
        try:
            client.wait_until_ready(START_SECONDS)
        except ServiceUnreachable:
            try:
                process.wait(1.0)
            except subprocess.TimeoutExpired:
                continue
            sys.exit(f"the service ended with status {process.returncode}")
        return
    sys.exit("the service does not answer")


def rank_of_mate(client: Client, source: Source, image: Path) -> int | None:
    """Rank, from 1, at which the image's own person came back; None if among the first DEPTH it did not."""
    try:
        answer = client.identify(IdentifyRequest(samples=[source.sample(image)], k=DEPTH))
    except ServiceRefused:
        return None
    found: list[UUID] = [candidate.person_id for candidate in answer.candidates]
    return found.index(source.person_id) + 1 if source.person_id in found else None


def measure(folders: Sequence[Path], enrolled: int) -> dict[str, object]:
    """Import, search, count."""
    people = [s for folder in folders for s in sources(folder) if len(s.images) > enrolled]
    with tempfile.TemporaryDirectory() as home, service(Path(home)) as (url, client):
        options = ["--impressions", str(enrolled), "--at-least", str(enrolled + 1)]
        subprocess.run([UMBRAL, "import", "--url", url, *options, *folders], check=False)
        status = client.status()
        probes = [(person, image) for person in people for image in person.images[enrolled:]]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ranks = list(pool.map(lambda probe: rank_of_mate(client, *probe), probes))
    return {
        "people": len(people),
        "enrolled": status.persons,
        "probes": len(probes),
        "rank1": _at_most(ranks, 1),
        "rank10": _at_most(ranks, 10),
        "missed": sorted(
            f"{person.title}/{image.stem}"
            for (person, image), rank in zip(probes, ranks, strict=True)
            if rank != 1
        ),
    }


def image_sets(folders: Sequence[Path]) -> list[ImageSet]:
    """All images below the folders, set by set."""
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for source in sources(folder):
            found.setdefault(source.set_name, []).extend(source.images)
    return [ImageSet(name, tuple(images)) for name, images in found.items()]


def _at_most(ranks: Sequence[int | None], limit: int) -> dict[str, float]:
    found = sum(rank is not None and rank <= limit for rank in ranks)
    return {"found": found, "share": found / len(ranks)}


def main() -> None:
    """Measure the folders given and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--enrolled", type=int, default=1, help="images enrolled of each (default 1)")
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    result = measure(given.folders, given.enrolled)
    record = {"provenance": provenance(image_sets(given.folders), sys.argv), **result}
    given.json.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    sys.stdout.write(
        f"{result['probes']} probes against {result['enrolled']} enrolled:"
        f" rank 1 {result['rank1']}, rank 10 {result['rank10']}\n"
    )


if __name__ == "__main__":
    main()
