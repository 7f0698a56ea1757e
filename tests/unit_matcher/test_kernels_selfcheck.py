"""A kernel that is wrong on this machine is found out before it is used, and the next one serves."""

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from api.commands import umbral
from matcher.engine import engine
from matcher.fingerprint import building
from matcher.fingerprint.parameters import MATCHING
from matcher.kernels import dispatch, rows, scan, scan_twin, screen, selfcheck
from matcher.kernels.dispatch import NUMPY, instruction_sets, match_many

_compare = pytest.importorskip("matcher.kernels._compare", reason="the kernel was not built here")
CHECKS = (dispatch.kernel, screen.screen_kernel, scan.scan_kernel, rows.weigh_kernel, building._c_is_trusted)


@pytest.fixture(autouse=True)
def _chosen_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("UMBRAL_INSTRUCTION_SET", raising=False)
    for check in CHECKS:
        check.cache_clear()
    yield
    monkeypatch.undo()
    for check in CHECKS:
        check.cache_clear()
    engine()


class Miscompiled:
    """The module with one door that answers a little wrongly, for these instruction sets."""

    def __init__(self, door: str, array: int, names: tuple[str, ...]) -> None:
        self._door, self._array, self._names = door, array, names

    def __getattr__(self, name: str) -> Any:
        real = getattr(_compare, name)
        if name != self._door:
            return real

        def wrong(*arguments: Any) -> Any:
            done = real(*arguments)
            if not self._names or arguments[-1] in self._names:
                written: NDArray[Any] = arguments[self._array]
                written.flat[0] += np.array(3, written.dtype) if written.dtype.kind in "ui" else 1e-3
            return done

        return wrong


def test_the_kernels_here_are_trusted() -> None:
    used = engine()
    assert (used.comparing, used.screening) == (instruction_sets()[0], screen.screen_instruction_sets()[0])
    assert used.scanning == scan.scan_instruction_sets()[0]
    assert used.weighing == rows.weigh_instruction_sets()[0]
    assert used.building == "c"
    assert used.distrusted == {}


def test_the_questions_have_answers_worth_comparing() -> None:
    probe, gallery = selfcheck.two_impressions()
    scores = match_many(probe, gallery, MATCHING, NUMPY)
    assert scores[0] > 0.5 > scores[1] > scores[2] == 0
    tables, codes = screen._small_case()
    assert np.count_nonzero(screen.screen_many(tables, codes, NUMPY)) == 4
    cost, parts = scan._small_case()
    costs = scan_twin.costs(cost, parts.codes())
    assert len(np.unique(costs)) < len(costs)
    assert costs.max() > 255


def test_a_wrong_comparison_gives_way_to_the_next(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fastest, *others = instruction_sets()
    monkeypatch.setattr(dispatch, "_compare", Miscompiled("match_many", 4, (fastest,)))
    with caplog.at_level(logging.CRITICAL):
        used = engine()
    assert used.comparing == others[0]
    assert used.distrusted == {"comparing": (fastest,)}
    assert fastest in caplog.text


def test_where_every_kernel_is_wrong_numpy_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "_compare", Miscompiled("match_many", 4, ()))
    assert engine().comparing == NUMPY
    assert engine().building == NUMPY, "without a trusted comparison nothing in C is used"


def test_a_wrong_screen_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    fastest, *others = screen.screen_instruction_sets()
    monkeypatch.setattr(screen, "_compare", Miscompiled("screen_many", 4, (fastest,)))
    assert engine().screening == others[0]
    assert engine().distrusted == {"screening": (fastest,)}


def test_a_wrong_scan_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    fastest, *others = scan.scan_instruction_sets()
    monkeypatch.setattr(scan, "_compare", Miscompiled("scan_many", 3, (fastest,)))
    assert engine().scanning == others[0]
    assert engine().distrusted == {"scanning": (fastest,)}


def test_a_wrong_weighing_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    fastest, *others = rows.weigh_instruction_sets()
    monkeypatch.setattr(rows, "_compare", Miscompiled("weigh_rows", 4, (fastest,)))
    assert engine().weighing == others[0]
    assert engine().distrusted == {"weighing": (fastest,)}


def test_wrong_cylinders_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.kernels import building as in_c  # noqa: PLC0415 - where the kernel was built

    monkeypatch.setattr(in_c, "_compare", Miscompiled("build_many", 4, ()))
    assert engine().building == NUMPY
    assert engine().distrusted == {"building cylinders": ("c",)}


def test_one_that_is_forced_is_taken_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """To find out whether a kernel is to blame, it must be possible to run it."""
    fastest = instruction_sets()[0]
    monkeypatch.setenv("UMBRAL_INSTRUCTION_SET", fastest)
    monkeypatch.setattr(dispatch, "_compare", Miscompiled("match_many", 4, (fastest,)))
    assert dispatch.kernel() == fastest


def test_the_status_tells_and_ends_as_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = str(tmp_path_factory.mktemp("status") / "home")
    sound = CliRunner().invoke(umbral(), ["status", "--home", home])
    assert sound.exit_code == 0, sound.output
    assert f"comparing by {instruction_sets()[0]}" in sound.stdout
    dispatch.kernel.cache_clear()
    fastest = instruction_sets()[0]
    monkeypatch.setattr(dispatch, "_compare", Miscompiled("match_many", 4, (fastest,)))
    broken = CliRunner().invoke(umbral(), ["status", "--home", home])
    assert broken.exit_code == 6
    assert f"WRONG ANSWERS: {fastest}" in broken.stderr
