"""The C kernel against its NumPy twin, in every instruction set, on fingers and on hostile arrays."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.searchable import SearchableFinger, pack, prepare
from matcher.kernels import dispatch
from matcher.kernels.cylinder_set import CylinderSet, Packed
from matcher.kernels.dispatch import NUMPY, instruction_sets, match_many
from matcher.kernels.rows import weigh_instruction_sets
from matcher.kernels.scan import scan_instruction_sets
from matcher.kernels.screen import screen_instruction_sets
from tests.support.random_fingers import another_impression, scattered

ROOT = Path(__file__).parents[2]
IN_C = [name for name in instruction_sets() if name != NUMPY]
PAIRS = 10_000 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 1_000
PROBES = 20


@pytest.fixture(scope="module")
def fingers() -> list[SearchableFinger]:
    rng = np.random.default_rng(20)
    made = []
    for _ in range(PAIRS // PROBES // 2):
        finger = scattered(rng, int(rng.integers(0, 90)))
        made += [prepare(finger), prepare(another_impression(rng, finger))]
    return made


@pytest.fixture(scope="module")
def by_twin(fingers: list[SearchableFinger]) -> list[np.ndarray]:
    return [match_many(probe.cylinders, pack(fingers), MATCHING, NUMPY) for probe in fingers[:PROBES]]


@pytest.mark.parametrize(
    "available",
    [instruction_sets, screen_instruction_sets, scan_instruction_sets, weigh_instruction_sets],
    ids=["comparing", "screening", "scanning", "weighing"],
)
def test_every_kernel_was_built(available: Callable[[], tuple[str, ...]]) -> None:
    """Set-up brings a compiler: without its kernel a national search would crawl.

    Each by itself: its tests pass over instruction sets that are not listed.
    """
    assert set(available()) > {NUMPY}


@pytest.mark.parametrize("instruction_set", IN_C)
def test_equals_its_twin(
    instruction_set: str, fingers: list[SearchableFinger], by_twin: list[np.ndarray]
) -> None:
    gallery = pack(fingers)
    for probe, expected in zip(fingers[:PROBES], by_twin, strict=True):
        scores = match_many(probe.cylinders, gallery, MATCHING, instruction_set)
        np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-6)
    assert max(float(scores.max()) for scores in by_twin) > 0.5, "no mated pair among them"


def test_instruction_sets_agree_to_the_last_bit(fingers: list[SearchableFinger]) -> None:
    gallery = pack(fingers)
    for probe in fingers[:PROBES]:
        results = {match_many(probe.cylinders, gallery, MATCHING, name).tobytes() for name in IN_C}
        assert len(results) == 1


def test_ties_go_to_the_lower_index() -> None:
    """Two copies of every minutia: all similarities occur four times."""
    finger = scattered(np.random.default_rng(3), 30)
    double = prepare(finger.take(np.repeat(np.arange(30), 2)))
    gallery = pack([double, prepare(finger)])
    expected = match_many(double.cylinders, gallery, MATCHING, NUMPY)
    for name in IN_C:
        np.testing.assert_allclose(match_many(double.cylinders, gallery, MATCHING, name), expected, atol=1e-6)


def _cylinders(place: int, bits: int = 24, known: int = 4) -> CylinderSet:
    made = object.__new__(CylinderSet)  # around its own checks: the kernel must not trust its caller
    object.__setattr__(made, "place", np.zeros((place, 3), np.float32))
    object.__setattr__(made, "bits", np.zeros((place, bits), np.uint64))
    object.__setattr__(made, "known", np.zeros((place, known), np.uint64))
    return made


@pytest.mark.parametrize(
    ("probe", "gallery", "offsets"),
    [
        (_cylinders(5, bits=23), _cylinders(5), [0, 5]),
        (_cylinders(5), _cylinders(5, known=3), [0, 5]),
        (_cylinders(256), _cylinders(5), [0, 5]),
        (_cylinders(5), _cylinders(300), [0, 300]),
        (_cylinders(5), _cylinders(5), [0, 6]),
        (_cylinders(5), _cylinders(5), [0, 7, 5]),
        (_cylinders(5), _cylinders(5), [1, 5]),
    ],
)
@pytest.mark.parametrize("instruction_set", IN_C[:1])
def test_arrays_that_lie_are_refused(
    probe: CylinderSet, gallery: CylinderSet, offsets: list[int], instruction_set: str
) -> None:
    packed = Packed(gallery, np.array(offsets, np.int64))
    with pytest.raises(ValueError, match=r"cylinders|do not fit|needed"):
        match_many(probe, packed, MATCHING, instruction_set)


@pytest.mark.parametrize("hostile", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("instruction_set", IN_C)
def test_places_that_are_no_places_end_in_a_score(hostile: float, instruction_set: str) -> None:
    finger = prepare(scattered(np.random.default_rng(4), 40)).cylinders
    place = finger.place.copy()
    place[::3] = hostile
    broken = CylinderSet(place, finger.bits, finger.known)
    scores = match_many(broken, Packed.of([finger, broken]), MATCHING, instruction_set)
    assert scores.shape == (2,)


def test_an_unknown_instruction_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_INSTRUCTION_SET", "mmx")
    dispatch.kernel.cache_clear()
    with pytest.raises(ValueError, match="mmx"):
        dispatch.kernel()
    dispatch.kernel.cache_clear()


def test_an_installation_without_the_kernel_serves_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dispatch, "_in_c", ())
    monkeypatch.delenv("UMBRAL_INSTRUCTION_SET", raising=False)
    dispatch.kernel.cache_clear()
    finger = prepare(scattered(np.random.default_rng(5), 30)).cylinders
    assert match_many(finger, Packed.of([finger]), MATCHING)[0] > 0.5
    assert "NumPy" in caplog.text
    dispatch.kernel.cache_clear()


def test_the_sanitizers_find_nothing(tmp_path: Path) -> None:
    """The same equality, compiled with AddressSanitizer and UndefinedBehaviorSanitizer."""
    kernels, library = ROOT / "matcher" / "kernels", tmp_path / "_compare.abi3.so"
    sources = [str(source) for source in sorted(kernels.glob("*.c"))]
    flags = ["-std=c11", "-g", "-O1", "-ffp-contract=off", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror"]
    sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    include = f"-I{sysconfig.get_path('include')}"
    subprocess.run(["gcc", *flags, *sanitize, include, *sources, "-lm", "-o", str(library)], check=True)
    runtime = _output("gcc", "-print-file-name=libasan.so")
    environment = os.environ | {"LD_PRELOAD": runtime, "ASAN_OPTIONS": "detect_leaks=0"}
    command = [sys.executable, "-m", "tests.support.kernel_under_sanitizers", str(library)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "equal"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
