"""Folders of the benchmarks' shapes become persons with lasting ids."""

from pathlib import Path

import pytest

from api.cli.folders import sources
from api.errors import InvalidRequest


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_fingers_with_their_impressions_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    _touch(
        *(folder / f"{name}.png" for name in ("101_10", "101_2", "101_1", "102_1", "notes")), folder / "x.txt"
    )
    (folder / "dpi.txt").write_text("569")
    first, second = sources(folder)
    assert (first.title, first.modality, first.dpi) == ("set/101", "finger", 569)
    assert [image.stem for image in first.images] == ["101_1", "101_2", "101_10"]
    assert second.name == "102"


def test_identities_with_their_images(tmp_path: Path) -> None:
    _touch(
        tmp_path / "faces/set/Ana/2.png", tmp_path / "faces/set/Ana/1.JPG", tmp_path / "faces/set/Ben/1.jpg"
    )
    ana, ben = sources(tmp_path / "faces")
    assert (ana.title, ana.modality, ana.dpi) == ("set/Ana", "face", None)
    assert [image.name for image in ana.images] == ["1.JPG", "2.png"]
    assert ben.name == "Ben"


def test_the_same_folder_gives_the_same_ids(tmp_path: Path) -> None:
    _touch(tmp_path / "a/set/Ana/1.jpg", tmp_path / "b/set/Ana/1.jpg", tmp_path / "b/other/Ana/1.jpg")
    (one,) = sources(tmp_path / "a")
    other, same = sources(tmp_path / "b")
    assert one.person_id == same.person_id != other.person_id
    assert one.person_id.version == 5


def test_nothing_to_import(tmp_path: Path) -> None:
    assert list(sources(tmp_path)) == []


def test_a_resolution_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "dpi.txt").write_text("five hundred")
    with pytest.raises(InvalidRequest, match="number"):
        list(sources(tmp_path))
