"""`kill -9` at station and inbox at once: no receipt without its packet on the disk, and no packet lost.

The ledger is what the killed process said aloud (`packet_loop.py`). Afterwards everything that it kept is in
the outbox or in the inbox, and everything for which it gave a receipt is in the inbox, whole and once.
"""

import os
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from api.contract.encounter import CapturedEncounter
from api.contract.packet.errors import PacketOutOfOrder
from api.contract.packet.header import BEGINNING
from api.registry import packets
from enrollment_station.outbox import Outbox
from tests.faults.packet_loop import IMAGE, STATION, prepared, take
from tests.support.campaigns import finds, record
from tests.support.forking import Forked

KILLS = 200 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 8
SEED = 20261122
MOST_BEFORE_KILL = 12  # lines
LONGEST_WAIT = 0.01  # seconds


@dataclass(frozen=True)
class Verdict:
    """said: by kind of line, numbers of packets. lost: kept and nowhere; unfounded: receipts of nothing."""

    said: dict[str, set[int]]
    lost: set[int]
    unfounded: set[int]


def campaign(home: Path, outbox: str, kills: int) -> Verdict:
    """Kill the process again and again over one home, then look at what is there."""
    chance = Random(SEED)
    said: dict[str, set[int]] = defaultdict(set)
    receipts: dict[int, str] = {}
    for _ in range(kills):
        for kind, number, *receipt in _run_and_kill(home, outbox, chance):
            said[kind].add(int(number))
            if receipt:
                assert receipts.setdefault(int(number), receipt[0]) == receipt[0], (
                    "a repeat gets the same receipt"
                )
    registry = prepared(home)
    box = Outbox(home / "outbox", STATION, BEGINNING)
    with suppress(PacketOutOfOrder):  # what comes before it is lost
        while (waiting := box.first()) is not None:  # what was under way goes on
            again = take(registry, waiting).hex()
            assert receipts.setdefault(waiting.link.sequence, again) == again
            box._path(waiting.link.sequence).unlink()
    in_outbox = {int(path.stem) for path in box.folder.glob("*.umbp")}
    there: dict[int, tuple[int, str]] = {}
    with registry.reading() as view:
        for one in range(1, max(said["kept"]) + 1):
            if (found := packets.numbered(view, STATION, one)) is not None:
                held = CapturedEncounter.model_validate_json(packets.content(view, found))
                assert held.captures[0].sample.data == IMAGE
                there[one] = (held.encounter_id.int, found.receipt)
    registry.close()
    unfounded = {n for n, receipt in receipts.items() if there.get(n) != (n, receipt)}
    return Verdict(said, said["kept"] - there.keys() - in_outbox, unfounded)


def _run_and_kill(home: Path, outbox: str, chance: Random) -> list[list[str]]:
    with Forked("tests.faults.packet_loop", [home, outbox], errors=home / "errors") as process:
        lines = [process.stdout.readline() for _ in range(chance.randint(1, MOST_BEFORE_KILL))]
        threading.Event().wait(chance.uniform(0, LONGEST_WAIT))
        process.kill()
        lines += process.stdout.readlines()
    return [line.decode().split() for line in lines if line.endswith(b"\n")]


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_no_receipt_without_its_packet_and_no_packet_lost(tmp_path: Path) -> None:
    verdict = campaign(tmp_path, "real", KILLS)
    said = {what: len(packets) for what, packets in verdict.said.items()}
    found = {"lost": len(verdict.lost), "unfounded": len(verdict.unfounded)}
    record("packet_kills", "tests/faults/test_kill9_packets.py", {"kills": KILLS, "said": said, **found})
    assert len(verdict.said["settled"]) >= KILLS
    assert (verdict.lost, verdict.unfounded) == (set(), set())


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_the_campaign_finds_an_outbox_that_lets_go_too_early(tmp_path: Path) -> None:
    assert finds(tmp_path, lambda home: campaign(home, "forgetful", 5).lost)
