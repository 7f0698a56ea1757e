"""What comes next is chance: every case equally likely, known pairs by their share, and never alone."""

from collections import Counter
from random import Random

import pytest

from api.adjudication.drawing import Known, draw

CASES = ["case-1", "case-2", "case-3", "case-4"]
KNOWN = Known(["mated-1", "mated-2"], ["non-mated-1", "non-mated-2", "non-mated-3", "non-mated-4"])
DRAWS = 4000


def drawn(waiting: list[str], known: Known[str], share: float) -> Counter[str | None]:
    chance = Random(7)
    return Counter(draw(waiting, known, share, chance) for _ in range(DRAWS))


def near(count: int, expected: float) -> bool:
    """Within five standard deviations of a binomial count."""
    share = expected / DRAWS
    return bool(abs(count - expected) <= 5 * (DRAWS * share * (1 - share)) ** 0.5)


def test_without_known_pairs_every_case_is_as_likely() -> None:
    seen = drawn(CASES, Known(), 0.5)
    assert set(seen) == set(CASES)
    assert all(near(seen[case], DRAWS / 4) for case in CASES)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_known_pairs_have_their_share_and_both_kinds_equally(share: float) -> None:
    seen = drawn(CASES, KNOWN, share)
    mated = sum(seen[pair] for pair in KNOWN.mated)
    others = sum(seen[pair] for pair in KNOWN.non_mated)
    assert near(mated, DRAWS * share / 2)
    assert near(others, DRAWS * share / 2)


def test_where_one_kind_is_used_up_the_other_serves() -> None:
    seen = drawn(CASES, Known(mated=["mated-1"]), 0.2)
    assert near(seen["mated-1"], DRAWS * 0.2)


def test_an_empty_queue_gives_nothing_even_where_known_pairs_are_left() -> None:
    assert drawn([], KNOWN, 1.0) == {None: DRAWS}
