"""A station as a process of its own before the service as a process of its own, by their commands alone."""

import json
import os
from pathlib import Path

from tests.support.forking import Forked
from tests.support.prints import print_of
from tests.support.service import running_service


def umbral(*arguments: str | Path, home: Path) -> tuple[int, str]:
    """A command, as somebody types it at the station: how it ended, and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UMBRAL_")}
    said = {"UMBRAL_STATION_HOME": str(home), "UMBRAL_STATION_PASSPHRASE": "a long passphrase"}
    with Forked("api", list(arguments), environment=kept | said, errors=home.with_suffix(".log")) as process:
        output = process.stdout.read().decode()
        return process.wait(), output


def done(*arguments: str | Path, home: Path) -> str:
    """What it says; it has to succeed."""
    ended, said = umbral(*arguments, home=home)
    assert ended == 0, home.with_suffix(".log").read_text()
    return said


def test_enrolled_offline_sent_and_seen_at_the_desk(tmp_path: Path) -> None:
    station, finger = tmp_path / "station", tmp_path / "finger.png"
    finger.write_bytes(print_of(1, 2).data)
    with running_service(tmp_path / "home") as service:
        at = ("--url", service.url)
        zone, places = ("--zone", "America/La_Paz"), ("--capacity", "40")
        done("facility", "add", *at, "penal-norte", "--name", "Norte", *zone, *places, home=station)
        made = json.loads(done("stations", "add", *at, "--json", "penal-norte", "Reception", home=station))
        done("station", "enrol", *at, made["code"], home=station)
        assert umbral("station", "enrol", *at, made["code"], home=tmp_path / "other")[0] == 4
    captured = done("station", "capture", "--finger", f"2={finger}", "--label", "N-1", home=station)
    assert captured == "Packet 1 waits in the outbox\n"
    assert umbral("station", "send", home=station)[0] == 5, "nobody answers"
    assert "1 packets wait" in done("station", "status", home=station)
    assert b"PRIVATE KEY" in (station / "key.pem").read_bytes()
    assert b"BEGIN ENCRYPTED" in (station / "key.pem").read_bytes()
    with running_service(tmp_path / "home") as service:
        assert done("station", "send", "--url", service.url, home=station).endswith("1 packets were sent\n")
        listed = json.loads(
            done("stations", "packets", "--url", service.url, "--json", "penal-norte", home=station)
        )
        assert [(one["label"], one["fingers"], one["state"]) for one in listed] == [("N-1", 1, "waiting")]
        assert "Audit log:" in done("station", "status", home=station)
        done("station", "replace-key", home=station)
        done("stations", "retire", "--url", service.url, made["station"]["id"], home=station)
        assert umbral("station", "send", home=station)[0] == 4
