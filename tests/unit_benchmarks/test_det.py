"""The DET curve's numbers, and that the picture shows them."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.accuracy.det import POINTS_A_DECADE, det, picture
from benchmarks.accuracy.rates import FAILED, fnmr_at_fmr

SVG = "{http://www.w3.org/2000/svg}"


def scores() -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(5)
    genuine = np.round(rng.normal(2, 1, 400), 2).tolist()
    return [FAILED, *genuine], np.round(rng.normal(0, 1, 3000), 2).tolist()


def test_every_point_is_the_fnmr_at_its_fmr() -> None:
    genuine, impostor = scores()
    curve = det(genuine, impostor)
    assert curve[0][0] == 1
    assert 1 / 3000 <= curve[-1][0] < 1 / 3000 * 10 ** (1 / POINTS_A_DECADE)
    for fmr, fnmr in curve[:: POINTS_A_DECADE // 4]:
        assert fnmr == fnmr_at_fmr(genuine, impostor, fmr)
    assert dict(curve)[0.01] == fnmr_at_fmr(genuine, impostor, 0.01)


def test_the_failed_stay_refused_where_everybody_else_is_let_in() -> None:
    genuine, impostor = scores()
    assert det(genuine, impostor)[0][1] == pytest.approx(1 / 401)


def test_the_picture_names_its_curves_and_repeats(tmp_path: Path) -> None:
    genuine, impostor = scores()
    curve = det(genuine, impostor)
    perfect = det([1.0], [0.0] * 1000)
    curves = {"ours": curve, "faster": perfect, "peer": [(fmr, min(1, 3 * fnmr)) for fmr, fnmr in curve]}
    picture(curves, tmp_path / "a" / "det.svg", "401 genuine")
    picture(curves, tmp_path / "again.svg", "401 genuine")
    drawn = (tmp_path / "a" / "det.svg").read_bytes()
    assert drawn == (tmp_path / "again.svg").read_bytes()
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own file
    assert root.tag == f"{SVG}svg"
    paper = next(one for one in root.iter(f"{SVG}path"))
    assert "fill: #ffffff" in paper.attrib["style"]
    for text in (b"<!-- ours -->", b"<!-- faster -->", b"<!-- peer -->", b"<!-- 401 genuine -->"):
        assert text in drawn
