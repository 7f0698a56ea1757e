"""The extraction benchmark: what its figures mean; that its worker answers for good and for bad images."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from benchmarks.speed import extraction_worker
from benchmarks.speed.extraction import figures
from device_drivers.fingerprint.synthetic import NORMAL, person


def _answers(seconds: list[float], minutiae: list[int | None]) -> list[dict[str, float | int | None]]:
    return [{"seconds": s, "minutiae": m, "peak_octets": 1} for s, m in zip(seconds, minutiae, strict=True)]


def test_ratios_are_to_the_peer_and_refusals_are_counted() -> None:
    told = figures(
        {
            "exact": _answers([0.1, 0.2, 0.6], [30, None, 40]),
            "peer": _answers([1.0, 0.5, 0.3], [20, 21, 25]),
        }
    )
    assert told["exact"] == {
        "images": 3,
        "cpu_ms_p50": 200.0,
        "cpu_ms_mean": 300.0,
        "ratio_p50": 0.4,
        "ratio_mean": 0.5,
        "minutiae_p50": 30.0,
        "refused": 1,
    }
    assert told["peer"]["ratio_p50"] == told["peer"]["ratio_mean"] == 1.0


def test_the_worker_answers_for_each_image(tmp_path: Path) -> None:
    impression = person(11).finger(2).impression(1, NORMAL)
    blank = np.full((300, 300), 255, np.uint8)
    for name, image in (("print", impression.image), ("blank", blank)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), image)
    tasks = [json.dumps({"path": str(tmp_path / f"{name}.png"), "dpi": 500}) for name in ("print", "blank")]
    done = subprocess.run(
        [sys.executable, "-m", extraction_worker.__name__, "exact"],
        input="\n".join(tasks),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    good, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert good["minutiae"] > 10
    assert bad["minutiae"] is None
    assert 0 < bad["seconds"] < good["seconds"]
    assert good["peak_octets"] > 10_000_000
