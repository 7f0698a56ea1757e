"""People: reproducible here and elsewhere, varied as people are, quick enough to be used everywhere."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from time import process_time

import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import NORMAL, Pattern, finger, person

DIGEST = (
    "import hashlib; from device_drivers.fingerprint.synthetic import person, NORMAL;"
    "print(hashlib.sha256(person(11).finger(7).impression(3, NORMAL).png()).hexdigest())"
)
NATURAL = {
    Pattern.ARCH: 0.037,
    Pattern.TENTED_ARCH: 0.029,
    Pattern.LEFT_LOOP: 0.338,
    Pattern.RIGHT_LOOP: 0.317,
}


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    here = hashlib.sha256(finger(11, 7).impression(3, NORMAL).png()).hexdigest()
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        ran = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == here


def test_the_order_of_asking_does_not_matter() -> None:
    one, other = person(12), person(12)
    first = one.finger(3).impression(0, NORMAL).image
    other.finger(9)
    other.finger(3).impression(5, NORMAL)
    assert np.array_equal(other.finger(3).impression(0, NORMAL).image, first)


def test_a_finger_is_grown_once() -> None:
    owner = person(13)
    assert owner.finger(2) is owner.finger(2)


def test_fingers_people_and_impressions_differ() -> None:
    owner = person(14)
    images = [
        owner.finger(2).impression(0, NORMAL).image,
        owner.finger(2).impression(1, NORMAL).image,
        owner.finger(7).impression(0, NORMAL).image,
        person(15).finger(2).impression(0, NORMAL).image,
    ]
    for index, image in enumerate(images):
        assert all(np.mean(image != other) > 0.3 for other in images[:index])
    assert owner.finger(2).minutiae != owner.finger(7).minutiae


def test_two_fingers_of_one_pattern_are_two_fingers() -> None:
    owner = next(p for p in map(person, range(100)) if p.patterns[4] is p.patterns[5])
    ring, little = owner.finger(4), owner.finger(5)
    alike = np.corrcoef(ring.skin.relief.ravel(), little.skin.relief.ravel())[0, 1]
    assert abs(alike) < 0.2


@pytest.mark.parametrize("position", [0, 11, -1])
def test_a_person_has_ten_fingers(position: int) -> None:
    with pytest.raises(ValueError, match=f"no finger {position}"):
        person(1).finger(position)


def test_patterns_are_as_frequent_as_in_nature() -> None:
    drawn = [person(seed).patterns for seed in range(2000)]
    counted = Counter(pattern for patterns in drawn for pattern in patterns.values())
    share = {pattern: count / (10 * len(drawn)) for pattern, count in counted.items()}
    for pattern, natural in NATURAL.items():
        assert share[pattern] == pytest.approx(natural, abs=0.025)
    assert share[Pattern.WHORL] + share[Pattern.DOUBLE_LOOP] == pytest.approx(0.279, abs=0.025)


def test_hands_mirror_each_other_more_often_than_chance() -> None:
    drawn = [person(seed).patterns for seed in range(1000)]
    alike = np.mean([p[d + 5] is p[d].mirrored() for p in drawn for d in range(1, 6)])
    shuffled = np.mean([q[d + 5] is p[d].mirrored() for p, q in pairwise(drawn) for d in range(1, 6)])
    assert alike > shuffled + 0.15
    # loops open towards the little finger: to the right on the right hand, to the left on the left
    right = Counter(p[d] for p in drawn for d in range(1, 6))
    left = Counter(p[d] for p in drawn for d in range(6, 11))
    assert right[Pattern.RIGHT_LOOP] > 5 * right[Pattern.LEFT_LOOP]
    assert left[Pattern.LEFT_LOOP] > 5 * left[Pattern.RIGHT_LOOP]


def test_a_finger_costs_seconds_of_cpu_at_most() -> None:
    """Measured 0.35-0.6 s a finger and 0.05 s an impression; the guard leaves room for slow cores."""
    finger(1, 1)  # the filter bank is made once
    start = process_time()
    grown = finger(2, 1)
    middle = process_time()
    grown.impression(0, NORMAL)
    assert middle - start < 4
    assert process_time() - middle < 1
