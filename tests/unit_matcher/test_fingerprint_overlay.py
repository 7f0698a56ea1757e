"""The overlay: well-formed, self-contained, and every pair at its minutiae in both prints."""

import base64
import json
import math
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from matcher.fingerprint.compare import Pair
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.overlay import as_dict, svg
from matcher.images import encode_png
from tests.support.random_fingers import HEIGHT, WIDTH, scattered

_SVG = "{http://www.w3.org/2000/svg}"
PAIRS = [Pair(3, 1, 0.2), Pair(0, 7, 0.5), Pair(5, 5, 0.3)]


@pytest.fixture
def prints() -> tuple[Minutiae, Minutiae]:
    rng = np.random.default_rng(40)
    return scattered(rng, 12), scattered(rng, 9)


@pytest.fixture
def png() -> bytes:
    return encode_png(np.zeros((20, 15), np.uint8))


def _drawn(prints: tuple[Minutiae, Minutiae], png: bytes) -> ET.Element:
    return ET.fromstring(svg(png, png, *prints, PAIRS))  # noqa: S314 - our own text


def test_both_images_lie_under_their_minutiae(prints: tuple[Minutiae, Minutiae], png: bytes) -> None:
    drawn = _drawn(prints, png)
    left, right = drawn.findall(f"{_SVG}image")
    assert float(left.attrib["x"]) == 0
    assert float(right.attrib["x"]) >= WIDTH
    for image in (left, right):
        assert (image.attrib["width"], image.attrib["height"]) == (str(WIDTH), str(HEIGHT))
        assert base64.b64decode(image.attrib["href"].removeprefix("data:image/png;base64,")) == png
    view = drawn.attrib["viewBox"].split()
    assert float(view[2]) == float(right.attrib["x"]) + WIDTH


def test_each_pair_is_joined_from_minutia_to_minutia(prints: tuple[Minutiae, Minutiae], png: bytes) -> None:
    drawn = _drawn(prints, png)
    shift = float(drawn.findall(f"{_SVG}image")[1].attrib["x"])
    joins = next(g for g in drawn.findall(f"{_SVG}g") if g.find(f"{_SVG}circle") is None)
    probe, reference = prints
    for line, pair in zip(joins, sorted(PAIRS, key=lambda p: -p.share), strict=True):
        ends = [float(line.attrib[name]) for name in ("x1", "y1", "x2", "y2")]
        assert ends == pytest.approx(
            [
                float(probe.x[pair.probe]),
                float(probe.y[pair.probe]),
                float(reference.x[pair.reference]) + shift,
                float(reference.y[pair.reference]),
            ],
            abs=0.06,
        )


def test_each_number_stands_once_in_each_print_in_one_colour(
    prints: tuple[Minutiae, Minutiae], png: bytes
) -> None:
    labels = _drawn(prints, png).findall(f"{_SVG}text")
    assert sorted(label.text or "" for label in labels) == ["1", "1", "2", "2", "3", "3"]
    colours = {number: {x.attrib["fill"] for x in labels if x.text == number} for number in "123"}
    assert all(len(colour) == 1 for colour in colours.values())
    assert len(set.union(*colours.values())) == 3


def test_minutiae_without_a_partner_are_drawn_too(prints: tuple[Minutiae, Minutiae], png: bytes) -> None:
    faint = [g for g in _drawn(prints, png).findall(f"{_SVG}g") if g.attrib.get("stroke") == "#808080"]
    assert [len(g.findall(f"{_SVG}circle")) for g in faint] == [12 - 3, 9 - 3]


def test_a_direction_points_counter_clockwise(png: bytes) -> None:
    up = Minutiae(
        x=np.array([50], np.float32),
        y=np.array([60], np.float32),
        angle=np.array([math.pi / 2], np.float32),
        ending=np.ones(1, np.bool_),
        confidence=np.ones(1, np.float32),
        width=100,
        height=100,
    )
    drawn = ET.fromstring(svg(png, png, up, up, []))  # noqa: S314 - our own text
    line = next(drawn.iter(f"{_SVG}line"))
    assert float(line.attrib["x1"]) == float(line.attrib["x2"]) == 50
    assert float(line.attrib["y2"]) < float(line.attrib["y1"]) < 60


def test_nothing_is_loaded_and_nothing_runs(prints: tuple[Minutiae, Minutiae], png: bytes) -> None:
    drawn = _drawn(prints, png)
    kinds = {element.tag.removeprefix(_SVG) for element in drawn.iter()}
    assert kinds == {"svg", "image", "g", "circle", "line", "text"}
    names = {name for element in drawn.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_the_data_say_the_same(prints: tuple[Minutiae, Minutiae]) -> None:
    data = json.loads(json.dumps(as_dict(*prints, PAIRS)))
    probe, reference = prints
    assert [pair["number"] for pair in data["pairs"]] == [1, 2, 3]
    assert [pair["share"] for pair in data["pairs"]] == [0.5, 0.3, 0.2]
    first = data["pairs"][0]
    assert (first["probe"], first["reference"]) == (0, 7)
    assert first["probe_at"] == pytest.approx([float(probe.x[0]), float(probe.y[0])], abs=0.01)
    assert first["reference_at"] == pytest.approx([float(reference.x[7]), float(reference.y[7])], abs=0.01)
    assert len(data["probe"]["minutiae"]) == 12
    assert {m["kind"] for m in data["probe"]["minutiae"]} <= {"ending", "bifurcation"}
    assert (data["reference"]["width"], data["reference"]["height"]) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("pair", [Pair(12, 0, 1.0), Pair(0, 9, 1.0), Pair(-1, 0, 1.0)])
def test_a_pair_of_other_prints_is_refused(prints: tuple[Minutiae, Minutiae], png: bytes, pair: Pair) -> None:
    with pytest.raises(ValueError, match="no minutiae"):
        svg(png, png, *prints, [pair])
    with pytest.raises(ValueError, match="no minutiae"):
        as_dict(*prints, [pair])


def test_only_png_is_drawn(prints: tuple[Minutiae, Minutiae], png: bytes) -> None:
    with pytest.raises(ValueError, match="PNG"):
        svg(png, b"<svg onload='alert(1)'/>", *prints, [])
