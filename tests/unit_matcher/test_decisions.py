"""Thresholds turn candidates into decisions, for the gallery's size and for partial answers."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import pytest

from matcher import calibration
from matcher.calibration import Calibration
from matcher.chance import chance
from matcher.domain import Candidate, Decision, Evidence, FingerPosition, Modality, Template
from matcher.fusion import fuse
from matcher.gallery.protocol import SearchResult
from matcher.identify import identify
from matcher.verify import verify


@pytest.fixture(autouse=True)
def bounded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No tail was measured: one stranger in ten to the power of t reaches a ratio of t."""
    monkeypatch.setattr(calibration, "load", lambda modality, _: Calibration(modality, "x-1", 1.0, 0.0, 9.0))
    chance.cache_clear()
    yield
    chance.cache_clear()


PROBE = [Template(Modality.FINGER, "x-1", b"")]


class ScriptedGallery:
    """Answers one candidate of a given ratio; only what `identify` and `verify` call."""

    face_extractor = "x-1"

    def __init__(self, llr: float | None, population: int = 1000, answered: int = 1) -> None:
        evidence = Evidence(Modality.FINGER, FingerPosition.UNKNOWN, 0, 0, llr or 0.0)
        self.candidate = Candidate(UUID(int=1), llr or 0.0, () if llr is None else (evidence,))
        self.population, self.answered, self.empty = population, answered, llr is None

    def search(
        self, probe: Sequence[Template], k: int, *, within: Callable[[UUID], bool] | None = None
    ) -> SearchResult:
        candidates = () if self.empty else (self.candidate,)
        return SearchResult(candidates, self.population, shards_answered=self.answered)

    def compare(self, person_id: UUID, probe: Sequence[Template]) -> Candidate:
        return self.candidate


@pytest.mark.parametrize(
    ("llr", "population", "expected"),
    [
        (5.1, 1000, Decision.MATCH),
        (4.9, 1000, Decision.DOUBTFUL),
        (3.0, 1000, Decision.NO_MATCH),
        (5.1, 1_000_000, Decision.NO_MATCH),
        (2.1, 1, Decision.MATCH),
        (None, 0, Decision.NO_MATCH),
    ],
)
def test_identification(llr: float | None, population: int, expected: Decision) -> None:
    gallery = ScriptedGallery(llr, population)
    assert identify(gallery, PROBE, fpir=0.01).decision is expected  # type: ignore[arg-type] # a part of the protocol


def test_a_partial_search_never_says_not_found() -> None:
    gallery = ScriptedGallery(None, answered=0)
    assert identify(gallery, PROBE).decision is Decision.DOUBTFUL  # type: ignore[arg-type] # a part of the protocol


@pytest.mark.parametrize(
    ("llr", "expected"),
    [
        (4.1, Decision.MATCH),
        (3.9, Decision.DOUBTFUL),
        (1.9, Decision.NO_MATCH),
        (None, Decision.DOUBTFUL),
    ],
)
def test_verification(llr: float | None, expected: Decision) -> None:
    gallery = ScriptedGallery(llr)
    answer = verify(gallery, UUID(int=1), PROBE, fmr=1e-4)  # type: ignore[arg-type] # a part of the protocol
    assert answer.decision is expected


class Lookalike(ScriptedGallery):
    """A face that is very like, and two named fingers of which each says what is told."""

    def __init__(self, fingers: float) -> None:
        super().__init__(9.0, population=10)
        said = [
            Evidence(Modality.FINGER, position, probe, probe, fingers)
            for probe, position in ((1, FingerPosition.RIGHT_THUMB), (2, FingerPosition.RIGHT_INDEX))
        ]
        evidence = (Evidence(Modality.FACE, FingerPosition.UNKNOWN, 0, 0, 9.0), *said)
        self.candidate = fuse(UUID(int=1), evidence)


@pytest.mark.parametrize(("fingers", "expected"), [(-2.0, Decision.DOUBTFUL), (-1.5, Decision.MATCH)])
def test_a_face_that_no_finger_bears_out_is_never_a_match(fingers: float, expected: Decision) -> None:
    """Of strangers who are met by chance the ratio is right; a twin is not met by chance."""
    gallery = Lookalike(fingers)
    found = identify(gallery, PROBE, fpir=0.01)  # type: ignore[arg-type] # a part of the protocol
    claimed = verify(gallery, UUID(int=1), PROBE, fmr=1e-4)  # type: ignore[arg-type] # a part of the protocol
    assert found.chances[0] <= 0.01
    assert claimed.chance <= 1e-4
    assert found.candidates[0].llr >= found.threshold_llr
    assert claimed.candidate.llr >= claimed.threshold_llr
    assert not claimed.candidate.contradicted
    assert (found.decision, found.decisions, claimed.decision) == (expected, (expected,), expected)


@pytest.mark.parametrize(("population", "reachable"), [(10**6, True), (10**8, False)])
def test_a_threshold_beyond_every_ratio_is_told(population: int, reachable: bool) -> None:
    """Ratios are capped at 9: one stranger in a thousand million goes so high."""
    answer = identify(ScriptedGallery(None, population), PROBE, fpir=0.01)  # type: ignore[arg-type] # a part of it
    assert answer.reachable is reachable
    assert (answer.threshold_llr <= 9.0) is reachable


def test_every_candidate_tells_how_often_strangers_do_as_well() -> None:
    answer = identify(ScriptedGallery(5.0), PROBE, fpir=0.01)  # type: ignore[arg-type] # a part of the protocol
    assert list(answer.chances) == [pytest.approx(0.01, rel=0.06)]
    assert answer.threshold_llr == pytest.approx(5.0, abs=0.03)


def test_more_comparisons_with_one_person_ask_for_more() -> None:
    """A face that was compared with five views has five chances to look alike by accident."""

    class FiveViews(ScriptedGallery):
        def __init__(self, llr: float) -> None:
            super().__init__(llr)
            views = [Evidence(Modality.FACE, FingerPosition.UNKNOWN, 0, view, llr) for view in range(5)]
            self.candidate = Candidate(UUID(int=1), llr, tuple(views))

    one = verify(ScriptedGallery(4.1), UUID(int=1), PROBE, fmr=1e-4)  # type: ignore[arg-type] # a part of it
    five = verify(FiveViews(4.1), UUID(int=1), PROBE, fmr=1e-4)  # type: ignore[arg-type] # a part of it
    assert (one.decision, five.decision) == (Decision.MATCH, Decision.DOUBTFUL)
    assert five.chance == pytest.approx(5 * one.chance, rel=0.01)


def test_a_tiny_gallery_does_not_match_on_next_to_nothing() -> None:
    """The rates that were asked for would let it through."""
    found = identify(ScriptedGallery(0.9, population=1), PROBE, fpir=0.5)  # type: ignore[arg-type] # a part of it
    claimed = verify(ScriptedGallery(0.9), UUID(int=1), PROBE, fmr=0.5)  # type: ignore[arg-type] # a part of it
    assert (found.decision, claimed.decision) == (Decision.DOUBTFUL, Decision.NO_MATCH)
    assert (found.threshold_llr, claimed.threshold_llr) == (1.0, 1.0)


@pytest.mark.parametrize(("llr", "expected"), [(-0.1, Decision.NO_MATCH), (0.1, Decision.DOUBTFUL)])
def test_what_speaks_against_a_person_raises_no_doubt_for_them(
    llr: float, expected: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the rate would let through: among very few people it asks for next to nothing."""
    monkeypatch.setattr("matcher.identify.DOUBT_FPIR", 1.0)
    found = identify(ScriptedGallery(llr, population=1), PROBE, fpir=0.01)  # type: ignore[arg-type] # a part of it
    assert found.decision is expected
