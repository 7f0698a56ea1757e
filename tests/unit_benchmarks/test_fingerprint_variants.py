"""The variants' rows: which pairs they compare, and that a print the product cannot read counts as a miss."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.accuracy import fingerprint_variants
from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.fingerprint_protocol import compare_set, extract_set
from benchmarks.accuracy.fingerprint_variants import UNCHANGED, measure, table
from benchmarks.accuracy.print_variants import turned
from matcher.fingerprint.compare import compare
from matcher.fingerprint.extract import MinutiaeExtractor


def wiped(grey: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    return np.full_like(grey, 255), dpi


def test_each_variant_has_its_two_rows(
    prints: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    views = {"turned 90": partial(turned, degrees=90), "wiped": wiped}
    monkeypatch.setattr(fingerprint_variants, "VARIANTS", views)
    file = tmp_path / "variants.json"
    assert fingerprint_variants.main([str(prints), "--profile", "fast", "--json", str(file)]) == 0
    rows = json.loads(file.read_text("utf-8"))["variants"]
    assert list(rows) == [UNCHANGED, "turned 90", "wiped"]
    assert list(rows[UNCHANGED]) == ["itself"]
    for name in views:
        for against in ("itself", UNCHANGED):
            assert (rows[name][against]["genuine"], rows[name][against]["impostor"]) == (6, 30)
    # the blank image fails by itself; turned, the others still find their mates upright and turned
    assert rows["turned 90"]["itself"]["zerofmr"] == rows["turned 90"][UNCHANGED]["zerofmr"] == 2 / 6
    assert rows["wiped"][UNCHANGED]["fte"] == 1
    assert rows["wiped"][UNCHANGED]["zerofmr"] == 1
    assert rows["wiped"][UNCHANGED]["failures"]["synthetic/1_1.png"] == "blank-print"
    assert rows[UNCHANGED]["itself"]["failures"] == {"synthetic/1_3.png": "blank-print"}
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in printed[1:2]] == [[UNCHANGED, UNCHANGED]]
    assert printed[-1].startswith("wiped       unchanged")


def test_the_earlier_impression_is_the_variant_and_the_later_one_is_not(prints: Path) -> None:
    (data,) = fingerprint_sets([prints])
    extractor = MinutiaeExtractor("fast")
    plain = extract_set(data, extractor)
    quarter = extract_set(data, extractor, partial(turned, degrees=90))
    mixed = compare_set(quarter, plain)
    probe, reference = quarter.fingers[0], plain.fingers[1]
    assert probe is not None
    assert reference is not None
    assert mixed.genuine[0] == compare(probe, reference)
    assert mixed.genuine[0] != compare_set(quarter).genuine[0]


def test_the_table_reads_measured_rows(prints: Path) -> None:
    rows = measure(fingerprint_sets([prints]), MinutiaeExtractor("fast"), {})
    assert "33.33 [" in table(rows) or "0.00 [" in table(rows)
