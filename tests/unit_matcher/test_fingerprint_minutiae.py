"""Minutiae hold what they promise: shapes, ranges, and that nobody changes them afterwards."""

from typing import Any

import numpy as np
import pytest

from matcher.fingerprint.minutiae import Minutiae


def _fields(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "x": [0.0, 99.5],
        "y": [0.0, 79.5],
        "angle": [0.0, 6.28],
        "ending": [True, False],
        "confidence": [0.0, 1.0],
        "width": 100,
        "height": 80,
    }
    return {**fields, **changed}


def test_values_become_float32_and_bool() -> None:
    minutiae = Minutiae(**_fields())
    assert len(minutiae) == 2
    assert minutiae.x.dtype == np.float32
    assert minutiae.ending.dtype == np.bool_


@pytest.mark.parametrize(
    "changed",
    [
        {"x": [0.0, 100.0]},
        {"x": [-0.5, 1.0]},
        {"x": [float("nan"), 1.0]},
        {"y": [0.0, 80.0]},
        {"y": [float("inf"), 1.0]},
        {"angle": [0.0, 6.2832]},
        {"angle": [-0.1, 1.0]},
        {"confidence": [0.0, 1.1]},
        {"confidence": [float("nan"), 1.0]},
        {"width": 0},
        {"width": 4096},
        {"height": -1},
        {"ending": [True]},
        {"x": [[0.0, 1.0]]},
    ],
)
def test_a_value_out_of_range_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"minutia|image"):
        Minutiae(**_fields(**changed))


def test_a_record_holds_no_more_than_255() -> None:
    many = {name: [0.0] * 256 for name in ("x", "y", "angle", "confidence")}
    with pytest.raises(ValueError, match="256"):
        Minutiae(**_fields(**many, ending=[True] * 256))


def test_nobody_changes_them_afterwards() -> None:
    given = np.array([1.0, 2.0], np.float32)
    minutiae = Minutiae(**_fields(x=given))
    given[0] = 50.0
    assert minutiae.x[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        minutiae.x[0] = 50.0


def test_equal_minutiae_are_equal_and_hash_alike() -> None:
    one, same, other = Minutiae(**_fields()), Minutiae(**_fields()), Minutiae(**_fields(height=81))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "minutiae"


def test_take_keeps_the_order_asked_for() -> None:
    minutiae = Minutiae(**_fields())
    assert minutiae.take(np.array([1, 0])).x.tolist() == [99.5, 0.0]
    assert minutiae.take(np.array([False, True])).ending.tolist() == [False]
