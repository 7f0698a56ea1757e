"""The run with peers, spoken to a stand-in that knows the right answers, and the real one where it is."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import fingerprint_peers, peer_presets
from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.fingerprint_peers import asked_pairs, ratio
from benchmarks.accuracy.peers import PRESETS, PeerError, afis

STAND_IN = """
import json, sys
print(json.dumps({"peer": "stand-in 1"}), flush=True)
owners = {}
for line in sys.stdin:
    request = json.loads(line)
    if "extract" in request:
        extractor, key, path, dpi = request["extract"]
        name = path.rpartition("/")[2]
        owners[extractor, key] = name.split("_")[0]
        blank = name == "1_3.png"
        answer = {"seconds": 0.5 if extractor == "leader" else 0.25, "minutiae": 0 if blank else 9}
    else:
        extractor, matcher, pairs = request["compare"]
        scores = [float(owners[extractor, a] == owners[extractor, b]) for a, b in pairs]
        answer = {"seconds": 2.0, "scores": [-s for s in scores] if matcher == "mcc" else scores}
    print(json.dumps(answer), flush=True)
"""


def speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """The peer's side is this script."""
    file = tmp_path / "stand_in.py"
    file.write_text(script, encoding="utf-8")
    monkeypatch.setattr(peer_presets, "__file__", str(file))


def test_everybody_is_measured_on_the_same_pairs(
    prints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(tmp_path, monkeypatch, STAND_IN)
    told, drawn = tmp_path / "peers.json", tmp_path / "det.svg"
    arguments = [str(prints), "--peer-python", sys.executable, "--impostors", "20"]
    assert fingerprint_peers.main([*arguments, "--json", str(told), "--det", str(drawn)]) == 0
    result = json.loads(told.read_text("utf-8"))
    assert result["peer"] == "stand-in 1"
    assert list(result["peers"]) == list(PRESETS)
    for row in result["peers"].values():
        assert (row["genuine"], row["impostor"], row["compare_per_s"]) == (6, 20, 13.0)
        assert row["fte"] == 1 / 9
    right, wrong = result["peers"]["LEADER + geometric"], result["peers"]["LEADER + MCC"]
    assert (right["eer"], right["extract_ms_p50"]) == (0, 500)
    assert wrong["eer"] == 1
    for profile in ("exact", "fast"):
        assert result["ours"][profile]["impostor"] == 30
        same = result["ours_on_the_peers_pairs"][profile]
        assert same["impostor"] == 20
        quotient = result["ratios"][profile]["LEADER + MCC"]
        assert quotient["zerofmr"] == round(same["zerofmr"] / wrong["zerofmr"], 4)
        assert quotient["extract_ms_p50"] == round(same["extract_ms_p50"] / 500, 4)
    assert list(result["det"]) == ["Umbral, exact", "Umbral, fast", *PRESETS]
    assert b"<!-- LEADER + bozorth3, EER 0.0 % -->" in drawn.read_bytes()
    assert "exact / mindtct + bozorth3" in capsys.readouterr().out


def test_sampled_pairs_hold_every_genuine_one_and_repeat(prints: Path) -> None:
    (data,) = fingerprint_sets([prints])
    owners = np.array([each.finger for each in data.impressions])
    same = owners[:, None] == owners
    every = asked_pairs(data, 0)
    assert (every == np.triu(np.ones_like(same), 1)).all()
    some = asked_pairs(data, 12)
    assert (some[same] == every[same]).all()
    assert int((some & ~same).sum()) == 12
    assert not (some & ~every).any()
    assert (asked_pairs(data, 12) == some).all()
    assert (asked_pairs(data, 12, seed=1) != some).any()


def test_a_ratio_to_nothing_is_none() -> None:
    ours = dict.fromkeys(fingerprint_peers.RATIOS, 3.0)
    theirs = {**dict.fromkeys(fingerprint_peers.RATIOS, 4.0), "eer": 0.0}
    assert ratio(ours, theirs) == {**dict.fromkeys(fingerprint_peers.RATIOS, 0.75), "eer": None}


@pytest.mark.parametrize(("code", "says"), [(3, "no native library"), (1, "could not run")])
def test_a_peer_that_ends_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    speak(tmp_path, monkeypatch, f"import sys; sys.exit({code})")
    with pytest.raises(PeerError, match=says), afis(Path(sys.executable), None):
        pass


def test_without_the_peer_the_command_ends_with_2(
    prints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(tmp_path, monkeypatch, "raise SystemExit(1)")
    assert fingerprint_peers.main([str(prints), "--peer-python", sys.executable]) == 2
    assert "has it afis?" in capsys.readouterr().err
