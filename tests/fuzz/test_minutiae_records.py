"""Mutated minutiae records: each is read or refused by its type of error, at once; nothing else happens.

A seeded campaign over every format and over our stored template. UMBRAL_CAMPAIGN=full runs 1,000,000 mutants
in all, otherwise 50,000. Mutants are damaged as line noise damages (bits, octets, cuts, repeats) and as a
forger would: numbers set to their extremes, parts of another record spliced in, then lengths and checksums
made to fit, so that what lies behind the header is reached.
"""

import os
import struct
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.errors import DataError, IntegrityError
from matcher.fingerprint import template
from matcher.fingerprint.errors import BadTemplate
from matcher.fingerprint.interchange import (
    MalformedRecord,
    View,
    read,
    read_card,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
    write_normal,
)
from matcher.fingerprint.minutiae import Minutiae
from tests.support.fingers import full_view, plain_view, some_minutiae

FULL = os.environ.get("UMBRAL_CAMPAIGN") == "full"
SLOWEST = 1.0  # seconds of CPU that one mutant may take
REWRITTEN = 16  # one in so many mutants that were read is written in every format and read again

Draws = NDArray[np.uint32]
EXTREMES = (0, 1, 2, 3, 15, 16, 63, 64, 100, 101, 127, 128, 179, 180, 254, 255)
EXTREME_WORDS = (0, 1, 97, 98, 197, 1000, 1001, 0x3FFF, 0x4000, 0x7FFF, 0x8000, 0xC000, 0xFFFE, 0xFFFF)


def _views() -> list[list[View]]:
    third = View.of(some_minutiae(60, 9), quality=12)
    return [[plain_view(30)], [full_view(6)], [full_view(12, 4), plain_view(1), third], [plain_view(255)]]


def _fit_record(mutant: bytearray) -> None:
    """Length fields of whatever standard the first octets name."""
    if len(mutant) < 19:
        return
    if mutant[4:7] == b" 20" and mutant[8:10] != b"\0\0":
        struct.pack_into(">H", mutant, 8, len(mutant) & 0xFFFF)
        return
    struct.pack_into(">I", mutant, 8, len(mutant))
    if mutant[4:7] == b"030" and mutant[12:14] == b"\0\1":
        struct.pack_into(">I", mutant, 15, len(mutant) - 15)


def _fit_card(mutant: bytearray) -> None:
    """Both lengths of the data object, in their long form."""
    body = bytes(mutant[9:])
    mutant[:] = b"\x7f\x2e\x82" + struct.pack(">HBBH", len(body) + 4, 0x81, 0x82, len(body)) + body


def _fit_template(mutant: bytearray) -> None:
    """The checksum of our stored form, and (mostly) its count."""
    body = mutant[:-4]
    if len(body) > 28 and mutant[-1] & 3:
        body[24] = min(255, (len(body) - 28) // 8)
    mutant[:] = body + struct.pack("<I", zlib.crc32(body))


def _fit_nothing(_: bytearray) -> None:
    """The normal card form has nothing that says how long it is."""


@dataclass(frozen=True)
class Target:
    """A parser, what it is fed, how a forger makes a mutant fit, and the only error that it may raise."""

    seeds: list[bytes]
    parse: Callable[[bytes], Any]
    fit: Callable[[bytearray], None]
    refusal: type[DataError | IntegrityError]


TARGETS = {
    **{
        write.__name__.removeprefix("write_"): Target(
            [write(views) for views in _views()], read, _fit_record, MalformedRecord
        )
        for write in (write_iso2005, write_iso2011, write_ansi2004, write_ansi2009)
    },
    "compact": Target([write_compact(views[0]) for views in _views()], read, _fit_card, MalformedRecord),
    "normal": Target(
        [write_normal(views[0]) for views in _views()],
        lambda data: read_card(data, "normal"),
        _fit_nothing,
        MalformedRecord,
    ),
    "stored": Target(
        [template.encode(views[0].minutiae) for views in _views()],
        template.decode,
        _fit_template,
        BadTemplate,
    ),
}
SHARE = -(-(1_000_000 if FULL else 50_000) // len(TARGETS))


@dataclass
class Tally:
    """What became of the mutants."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    crashes: list[str] = field(default_factory=list)


def mutate(seeds: list[bytes], draws: Draws, fit: Callable[[bytearray], None]) -> bytes:
    """One mutant: one to four changes, of every second one the lengths made to fit again."""
    dice = iter(int(value) for value in draws)
    mutant = bytearray(seeds[next(dice) % len(seeds)])
    for _ in range(1 + next(dice) % 4):
        _change(mutant, seeds, next(dice) % 8, (next(dice), next(dice), next(dice)))
    if next(dice) % 2:
        fit(mutant)
    return bytes(mutant)


def _change(mutant: bytearray, seeds: list[bytes], how: int, dice: tuple[int, int, int]) -> None:
    if not mutant:
        return
    first, second, third = dice
    # every second change falls into the first 64 octets, where the fields are that steer the parser
    at = first % min(len(mutant), 64 if second & 1 else len(mutant))
    match how:
        case 0:
            mutant[at] ^= 1 << third % 8
        case 1:
            mutant[at] = third & 0xFF
        case 2:
            mutant[at] = EXTREMES[third % len(EXTREMES)]
        case 3 if at + 2 <= len(mutant):
            struct.pack_into(">H", mutant, at, EXTREME_WORDS[third % len(EXTREME_WORDS)])
        case 4:
            del mutant[len(mutant) - third % min(len(mutant), 40) :]
        case 5:
            mutant[at:at] = bytes(third % 40) if second & 2 else mutant[at : at + third % 40]
        case 6:
            del mutant[at : at + third % 12]
        case _:
            other = seeds[second % len(seeds)]
            start = third % len(other)
            mutant[at : at + 24] = other[start : start + 24]


def rewrite(found: tuple[View, ...] | Minutiae) -> None:
    """What was read is written in every format that can say it, and comes back."""
    views = [View.of(found)] if isinstance(found, Minutiae) else list(found)
    for write in (write_iso2005, write_iso2011, write_ansi2004, write_ansi2009):
        try:
            record = write(views)
        except ValueError:  # too many views of one finger, extended data too long, no minutiae in 2011
            continue
        assert write(read(record)) == record
    if len(views[0].minutiae):
        assert len(read(write_compact(views[0]))[0].minutiae) > 0


def timed(target: Target, mutant: bytes) -> tuple[str, float]:
    """What the parser makes of a mutant, and its CPU seconds."""
    started = time.process_time()
    try:
        target.parse(mutant)
    except target.refusal as refusal:
        seconds = time.process_time() - started
        return "refused at length" if "octets, not the number" in str(refusal) else "refused inside", seconds
    return "read", time.process_time() - started


def campaign(target: Target, mutants: int, seed: int) -> Tally:
    """Feed the parser `mutants` of them; whatever it raises but its refusal is noted with the mutant."""
    random, tally = np.random.default_rng(seed), Tally()
    for number in range(mutants):
        if number % 1000 == 0:
            draws = random.integers(0, 1 << 32, (1000, 24), dtype=np.uint32)
        mutant = mutate(target.seeds, draws[number % 1000], target.fit)
        try:
            outcome, seconds = timed(target, mutant)
            tally.outcomes[outcome] += 1
            tally.slowest = max(tally.slowest, seconds)
            if outcome == "read" and tally.outcomes["read"] % REWRITTEN == 0:
                rewrite(target.parse(mutant))
        except Exception as crash:
            tally.crashes.append(f"{type(crash).__name__}: {crash}: {mutant.hex()}")
    return tally


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", TARGETS)
def test_mutants_are_read_or_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    tally = campaign(TARGETS[name], SHARE, seed=list(TARGETS).index(name))
    with capsys.disabled():
        print(f"\n{name}: {SHARE} mutants, {dict(tally.outcomes)}, slowest {tally.slowest * 1e3:.1f} ms")
    assert tally.crashes == []
    assert tally.slowest < SLOWEST
    # a campaign whose mutants all die at the first check, or all pass, would show nothing
    assert tally.outcomes["read"] > SHARE // 50
    assert tally.outcomes["refused inside"] > SHARE // 5


def test_the_campaign_sees_a_planted_crash() -> None:
    def fragile(data: bytes) -> Any:
        if len(data) > 27 and data[27] == 255:
            raise IndexError("planted")
        return read(data)

    target = Target(TARGETS["iso2005"].seeds, fragile, _fit_record, MalformedRecord)
    assert any("planted" in crash for crash in campaign(target, 3000, seed=1).crashes)


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "normal"])
def test_what_a_forger_fits_is_read(name: str) -> None:
    """Otherwise the campaign would never pass the length checks."""
    target = TARGETS[name]
    whole = bytearray(target.seeds[0])
    if name == "compact":
        whole = bytearray(b"\x7f\x2e" + bytes(7) + target.seeds[0][-90:])
    target.fit(whole)
    assert target.parse(bytes(whole)) is not None
