"""Captures laid out to try, and the memory of who was enrolled: both survive a restart and damage."""

from pathlib import Path
from uuid import UUID

import pytest

from api.console.waiting import waiting, waiting_image
from api.contract.waiting import FOLDER, LIST
from enrollment_station.demo.counter import Counter
from enrollment_station.demo.memory import Memory

ONE, TWO = UUID(int=1), UUID(int=2)


def test_what_is_laid_out_is_what_the_page_shows(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.lay_out("print-1.png", b"ridges", "finger", 7)
    shown = waiting(tmp_path)
    assert shown
    assert [(sample.file, sample.modality, sample.position) for sample in shown.samples] == [
        ("print-1.png", "finger", 7)
    ]
    assert not shown.complete
    assert waiting_image(tmp_path, "print-1.png") == (b"ridges", "image/png")
    counter.close()
    done = waiting(tmp_path)
    assert done
    assert done.complete


def test_a_restart_keeps_what_was_laid_out(tmp_path: Path) -> None:
    Counter(tmp_path).lay_out("print-1.png", b"ridges", "finger", 2)
    again = Counter(tmp_path)
    assert again.has("print-1.png")
    again.lay_out("face-a.jpg", b"face", "face")
    shown = waiting(tmp_path)
    assert shown
    assert [sample.file for sample in shown.samples] == ["print-1.png", "face-a.jpg"]


def test_a_capture_whose_file_is_gone_is_laid_out_anew(tmp_path: Path) -> None:
    Counter(tmp_path).lay_out("print-1.png", b"ridges", "finger", 2)
    (tmp_path / FOLDER / "print-1.png").unlink()
    assert not Counter(tmp_path).has("print-1.png")


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"samples": 7}'])
def test_a_damaged_list_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    Counter(tmp_path).lay_out("print-1.png", b"ridges", "finger", 2)
    (tmp_path / FOLDER / LIST).write_bytes(damage)
    assert not Counter(tmp_path).has("print-1.png")


def test_nobody_else_may_read_what_the_demo_writes(tmp_path: Path) -> None:
    Counter(tmp_path)
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0


def test_memory_over_restarts(tmp_path: Path) -> None:
    Counter(tmp_path)
    memory = Memory(tmp_path)
    assert not memory
    memory.add(ONE)
    memory.add(TWO)
    again = Memory(tmp_path)
    assert again
    assert ONE in again
    assert TWO in again
    again.forget()
    assert ONE not in again


@pytest.mark.parametrize("damage", ["", "[1]", '["no id"]', "{}", "7"])
def test_a_damaged_memory_remembers_nobody(tmp_path: Path, damage: str) -> None:
    Counter(tmp_path)
    Memory(tmp_path).add(ONE)
    (tmp_path / FOLDER / "enrolled.json").write_text(damage)
    assert not Memory(tmp_path)
