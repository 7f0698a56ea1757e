"""The two folder shapes: what is read, in which order, and what is refused."""

from pathlib import Path

import pytest

from benchmarks.accuracy.datasets import DataSetError, face_sets, fingerprint_sets


def _touch(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")


def test_a_fingerprint_set_tells_finger_and_resolution(tmp_path: Path) -> None:
    for name in ("102_1.png", "101_2.png", "101_1.tif", "dpi.txt", "README.md"):
        _touch(tmp_path / "db" / name, "569\n" if name == "dpi.txt" else "")
    (data,) = fingerprint_sets([tmp_path / "db"])
    assert (data.name, data.dpi) == ("db", 569.0)
    assert [(i.finger, i.path.name) for i in data.impressions] == [
        ("101", "101_1.tif"),
        ("101", "101_2.png"),
        ("102", "102_1.png"),
    ]


def test_a_folder_of_sets_is_read_as_its_sets(tmp_path: Path) -> None:
    for name in ("b", "a"):
        _touch(tmp_path / name / "1_1.png")
        _touch(tmp_path / name / "dpi.txt", "500")
    assert [data.name for data in fingerprint_sets([tmp_path])] == ["a", "b"]


@pytest.mark.parametrize("dpi", ["", "five hundred", "0", "-500", "nan", "inf"])
def test_a_resolution_must_be_a_number(tmp_path: Path, dpi: str) -> None:
    _touch(tmp_path / "1_1.png")
    _touch(tmp_path / "dpi.txt", dpi)
    with pytest.raises(DataSetError, match=r"dpi\.txt"):
        fingerprint_sets([tmp_path])


def test_a_name_without_finger_is_refused(tmp_path: Path) -> None:
    _touch(tmp_path / "dpi.txt", "500")
    _touch(tmp_path / "thumb.png")
    with pytest.raises(DataSetError, match="FINGER_IMPRESSION"):
        fingerprint_sets([tmp_path])


def test_a_folder_without_a_set_is_refused(tmp_path: Path) -> None:
    for read in (fingerprint_sets, face_sets):
        with pytest.raises(DataSetError):
            read([tmp_path])
        with pytest.raises(DataSetError, match="not a folder"):
            read([tmp_path / "missing"])


def test_a_face_set_is_identities_of_images(tmp_path: Path) -> None:
    for name in ("B/2.jpg", "B/1.PNG", "A/x.jpeg", "A/notes.txt"):
        _touch(tmp_path / "faces" / name)
    expected = [("A", "x.jpeg"), ("B", "1.PNG"), ("B", "2.jpg")]
    for given in (tmp_path / "faces", tmp_path):  # the set itself, or the folder that holds it
        (data,) = face_sets([given])
        assert data.name == "faces"
        assert [(image.identity, image.path.name) for image in data.images] == expected
