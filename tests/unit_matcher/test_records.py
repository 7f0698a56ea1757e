"""Records as samples: taken apart by fingers, refused where they contradict, written again as they were."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from matcher import images, records
from matcher.domain import FingerPosition, Modality, Sample, Template
from matcher.explain import explain_fingers
from matcher.extraction import Extractors
from matcher.fingerprint import template
from matcher.fingerprint.errors import TooFewMinutiae
from matcher.fingerprint.interchange import (
    MalformedRecord,
    View,
    read,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
)
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.records import AnotherFinger, NoMinutiae, RecordStandard
from tests.support.fingers import full_view, some_minutiae

INDEX, RING = FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_RING


def sample(data: bytes, position: FingerPosition = FingerPosition.UNKNOWN) -> Sample:
    return Sample(Modality.FINGER, data, position)


def view(position: FingerPosition, count: int = 30) -> View:
    return View.of(some_minutiae(count, seed=count), position)


@pytest.mark.parametrize("write", [write_iso2005, write_iso2011, write_ansi2009])
def test_each_finger_of_a_record_becomes_a_sample_of_its_own(
    write: Callable[[Sequence[View]], bytes],
) -> None:
    given = sample(write([view(INDEX, 30), view(RING, 40)]))
    made = list(Extractors().extract(given))
    assert [(one.template.position, one.media_type, one.quality) for one in made] == [
        (INDEX, records.MEDIA_TYPE, None),
        (RING, records.MEDIA_TYPE, None),
    ]
    for one, count in zip(made, (30, 40), strict=True):
        (alone,) = read(one.sample.data)
        assert (alone.position, len(alone.minutiae)) == (one.sample.position, count)
        assert one.template.extractor == EXTRACTOR
        kept = template.decode(one.template.payload)
        np.testing.assert_allclose(kept.x, alone.minutiae.x, atol=1 / 32)


def test_a_record_of_one_finger_is_kept_to_the_octet() -> None:
    data = write_ansi2009([full_view()])
    ((kept, _),) = records.fingers_of(sample(data))
    assert kept.data == data


def test_the_caller_names_the_finger_where_the_record_does_not() -> None:
    card = write_compact(view(FingerPosition.UNKNOWN))
    ((kept, _),) = records.fingers_of(sample(card, RING))
    assert kept.position is RING
    with pytest.raises(AnotherFinger) as refused:
        list(records.fingers_of(sample(write_iso2011([view(INDEX)]), RING)))
    assert refused.value.parameters == {"stated": 9, "found": 2}


def test_a_finger_that_was_not_captured_is_left_out() -> None:
    none = replace(view(RING), minutiae=some_minutiae(0), kinds=b"", qualities=b"")
    made = list(records.fingers_of(sample(write_iso2005([view(INDEX), none]))))
    assert [kept.position for kept, _ in made] == [INDEX]
    with pytest.raises(TooFewMinutiae):
        list(records.fingers_of(sample(write_iso2005([none]))))


def test_too_few_minutiae_name_their_finger() -> None:
    with pytest.raises(TooFewMinutiae) as refused:
        list(records.fingers_of(sample(write_iso2011([view(INDEX), view(RING, 5)]))))
    assert refused.value.parameters["minutiae"] == 5
    (remark,) = refused.value.remarks
    assert (remark.code, remark.parameters) == ("about-finger", {"position": 9})


def test_a_foreign_record_is_given_as_it_came() -> None:
    """Not as our template of it: what its maker said of kinds, qualities and cores stays."""
    theirs = full_view()
    stored = sample(write_ansi2009([theirs]), theirs.position)
    ours = Template(Modality.FINGER, EXTRACTOR, template.encode(theirs.minutiae), theirs.position)
    given = records.view_of(stored, ours, quality=None)
    assert (given.kinds, given.qualities, given.cores) == (theirs.kinds, theirs.qualities, given.cores)
    assert len(given.cores) == 2
    (again,) = read(records.write([given], RecordStandard.ANSI_2009))
    assert again.qualities == theirs.qualities


def test_a_print_is_given_with_our_minutiae_and_quality() -> None:
    minutiae = some_minutiae(30)
    ours = Template(Modality.FINGER, EXTRACTOR, template.encode(minutiae), INDEX)
    stored = sample(images.encode_png(np.zeros((374, 388), np.uint8), dpi=500), INDEX)
    (given,) = read(records.write([records.view_of(stored, ours, 61)], RecordStandard.ISO_2005))
    assert (given.quality, given.position, len(given.minutiae)) == (61, INDEX, 30)


def test_nothing_is_no_record() -> None:
    with pytest.raises(NoMinutiae):
        records.write([], RecordStandard.ISO_2011)


@pytest.mark.parametrize("data", [b"FMR\0", b"\x7f\x2e", b"FMR\0 20\0" + bytes(40)])
def test_what_begins_as_a_record_is_never_taken_for_an_image(data: bytes) -> None:
    with pytest.raises(MalformedRecord):
        list(Extractors().extract(sample(data)))


def test_points_of_a_record_are_drawn_on_white() -> None:
    minutiae = some_minutiae(30)
    stored = sample(write_iso2011([View.of(minutiae, INDEX)]), INDEX)
    ours = Template(Modality.FINGER, EXTRACTOR, template.encode(minutiae), INDEX)
    shown = explain_fingers((stored, ours), (stored, ours))
    assert shown.svg.count("data:image/png;base64,") == 2
    assert len(shown.overlay["pairs"]) > 20
