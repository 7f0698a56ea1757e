"""Octets that break their standard are refused, with what is wrong and where; nothing else ever comes out."""

import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import DataError
from matcher.fingerprint.interchange import (
    MalformedRecord,
    View,
    read,
    write_ansi2004,
    write_ansi2009,
    write_compact,
    write_iso2005,
    write_iso2011,
)
from matcher.fingerprint.interchange.parameters import LONGEST_RECORD
from matcher.fingerprint.interchange.view import Core, Device, RidgeCount, RidgeCounts
from tests.support.fingers import full_view, plain_view

WRITERS: list[Callable[[Sequence[View]], bytes]] = [
    write_iso2005,
    write_iso2011,
    write_ansi2004,
    write_ansi2009,
]


def changed(record: bytes, place: int, octets: bytes) -> bytes:
    """The record with some octets replaced."""
    return record[:place] + octets + record[place + len(octets) :]


def resized(record: bytes) -> bytes:
    """The record with its length fields made to fit, as a forger would; one view in a 2011 record."""
    if record.startswith(b"FMR\x00 20\x00") and record[8:10] != b"\0\0":
        return changed(record, 8, struct.pack(">H", len(record)))
    record = changed(record, 8, struct.pack(">I", len(record)))
    iso_2011 = record.startswith(b"FMR\x00030") and record[12:14] == b"\x00\x01"
    return changed(record, 15, struct.pack(">I", len(record) - 15)) if iso_2011 else record


def refusal(data: bytes) -> MalformedRecord:
    with pytest.raises(MalformedRecord) as caught:
        read(data)
    return caught.value


@pytest.mark.parametrize("write", WRITERS)
def test_every_cut_is_refused(write: Callable[[Sequence[View]], bytes]) -> None:
    record = write([full_view(6)])
    for length in range(len(record)):
        refusal(record[:length])
        if length >= 19:
            refusal(resized(record[:length]))


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("extra", [b"\0", b"\0" * 64, b"FMR\x00 20\x00"])
def test_what_follows_a_record_is_refused(write: Callable[[Sequence[View]], bytes], extra: bytes) -> None:
    record = write([full_view(6)])
    assert "not the number that it states" in str(refusal(record + extra))
    refusal(resized(record + extra))


@pytest.mark.parametrize("write", WRITERS)
def test_a_length_that_lies_is_refused(write: Callable[[Sequence[View]], bytes]) -> None:
    record = write([full_view(6)])
    for length in (0, 1, len(record) - 1, len(record) + 1, 0xFFFF_FFFF):
        refusal(changed(record, 8, struct.pack(">I", length)))


ISO_2005_PLAIN = write_iso2005([plain_view(3)])
ISO_2011_PLAIN = write_iso2011([plain_view(3)])
ANSI_2004_PLAIN = write_ansi2004([plain_view(3)])
ANSI_2009_PLAIN = write_ansi2009([plain_view(3)])


@pytest.mark.parametrize(
    ("record", "place", "octets", "reason"),
    [
        (ISO_2005_PLAIN, 0, b"FMX", "does not begin"),
        (ISO_2005_PLAIN, 4, b"010", "does not begin"),
        (ISO_2005_PLAIN, 14, b"\0\0", "0 x 374 pixels"),
        (ISO_2005_PLAIN, 14, b"\xff\xff", "65535 x 374 pixels"),
        (ISO_2005_PLAIN, 18, b"\0\0", "resolution of 0"),
        (ISO_2005_PLAIN, 18, b"\0\x61", "resolution of 97"),
        (ISO_2005_PLAIN, 18, b"\x03\xe9", "resolution of 1001"),
        (ISO_2005_PLAIN, 18, b"\0\x96", "do not fit together"),
        (ISO_2005_PLAIN, 22, b"\0", "0 finger views"),
        (ISO_2005_PLAIN, 22, b"\2", "only 0 are left"),
        (ISO_2005_PLAIN, 23, b"\1", "reserved octet of 1"),
        (ISO_2005_PLAIN, 24, b"\x0b", "position 11"),
        (ISO_2005_PLAIN, 24, b"\xff", "position 255"),
        (ISO_2005_PLAIN, 26, b"\x65", "finger quality of 101"),
        (ISO_2005_PLAIN, 27, b"\2", "extended data|length|follow"),
        (ISO_2005_PLAIN, 27, b"\xff", "list of 255 minutiae needs 1530"),
        (ISO_2005_PLAIN, 28, b"\xc0\0", "minutia 0: its type is reserved"),
        (ISO_2005_PLAIN, 34, b"\x41\x84", "minutia 1: its place is outside"),
        (ISO_2005_PLAIN, 36, b"\x01\x76", "minutia 1: its place is outside"),
        (ISO_2005_PLAIN, 36, b"\x40\x01", "minutia 1: its place is outside"),
        (ISO_2005_PLAIN, 45, b"\x65", "minutia 2: its quality is beyond 100"),
        (ISO_2005_PLAIN, 46, b"\0\1", "extended data needs 1 octets"),
        (ANSI_2004_PLAIN, 34, b"\xb4", "minutia 0: its direction is beyond 179"),
        (ANSI_2004_PLAIN, 24, b"\0", "0 finger views"),
        (ISO_2011_PLAIN, 12, b"\0\0", "378-2009"),
        (ISO_2011_PLAIN, 14, b"\2", "certification flag of 2"),
        (ISO_2011_PLAIN, 15, b"\0\0\0\x21", "378-2009"),
        (ISO_2011_PLAIN, 19, b"\0\0", "0 is no part of a time"),
        (ISO_2011_PLAIN, 21, b"\1", "lacks a larger part"),
        (ISO_2011_PLAIN, 33, b"\xff", "quality of 197"),
        (ISO_2011_PLAIN, 34, b"\x65", "quality of 101"),
        (ISO_2011_PLAIN, 39, b"\x0d", "position 13"),
        (ISO_2011_PLAIN, 40, b"\x10", "representation number of 16"),
        (ISO_2011_PLAIN, 50, b"\x70", "7 octets"),
        (ISO_2011_PLAIN, 50, b"\x62", "ending type 2"),
        (ISO_2011_PLAIN, 50, b"\x51", "minutia 1: its place"),
        (ISO_2011_PLAIN, 51, b"\0", "0 minutiae"),
        (ISO_2011_PLAIN, 57, b"\x65", "minutia 0: its quality"),
        (ANSI_2009_PLAIN, 19, b"\0", "0 finger views"),
        (ANSI_2009_PLAIN, 20, b"\7", "reserved octet of 7"),
        (ANSI_2009_PLAIN, 21, b"\x14", "position 20"),
        (ANSI_2009_PLAIN, 22, b"\x10", "view number of 16"),
        (ANSI_2009_PLAIN, 24, b"\x65", "finger quality of 101"),
        (ANSI_2009_PLAIN, 42, b"\xb4", "minutia 0: its direction"),
    ],
)
def test_each_field_is_checked(record: bytes, place: int, octets: bytes, reason: str) -> None:
    assert read(record)
    with pytest.raises(MalformedRecord, match=reason):
        read(changed(record, place, octets))


def with_area(kind: int, data: bytes, length: int | None = None) -> bytes:
    """A 2005 record of three minutiae with one extended data area."""
    area = struct.pack(">HH", kind, len(data) + 4 if length is None else length) + data
    return resized_2005(ISO_2005_PLAIN[:-2] + struct.pack(">H", len(area)) + area)


def resized_2005(record: bytes) -> bytes:
    return changed(record, 8, struct.pack(">I", len(record)))


@pytest.mark.parametrize(
    ("kind", "data", "length", "reason"),
    [
        (1, b"", None, "ridge count method needs 1"),
        (1, b"\3", None, "method 3 is reserved"),
        (1, b"\0\0\1", None, "do not fill"),
        (1, b"\0\0\3\1", None, "refers to minutiae 0 and 3 of 3"),
        (1, b"\0\3\0\1", None, "refers to minutiae 3 and 0 of 3"),
        (1, b"\0\0\xff\1", None, "refers to minutiae 0 and 255"),
        (2, b"", None, "number of cores"),
        (2, b"\x10\0", None, "more than 15"),
        (2, b"\1\0\1", None, "core's y needs 2 octets"),
        (2, b"\1\x80\1\0\1\0", None, "flag 2 is reserved"),
        (2, b"\1\x01\x84\0\1\0", None, "a core at .388, 1. lies outside"),
        (2, b"\1\x40\1\0\1", None, "angle needs 1"),
        (2, b"\0\0\0", None, "1 octets follow the deltas"),
        (3, b"", 3, "shorter than its own header"),
        (3, b"", 0, "shorter than its own header"),
        (3, b"", 0xFFFF, "needs 65531"),
    ],
)
def test_extended_data_are_checked(kind: int, data: bytes, length: int | None, reason: str) -> None:
    with pytest.raises(MalformedRecord, match=reason):
        read(with_area(kind, data, length))


def test_extended_data_may_not_repeat_or_be_endless() -> None:
    twice = struct.pack(">HHB", 1, 5, 0) * 2
    record = resized_2005(ISO_2005_PLAIN[:-2] + struct.pack(">H", len(twice)) + twice)
    assert "appear twice" in str(refusal(record))
    many = struct.pack(">HH", 300, 4) * 65
    record = resized_2005(ISO_2005_PLAIN[:-2] + struct.pack(">H", len(many)) + many)
    assert "more than 64" in str(refusal(record))


@pytest.mark.parametrize("octet", [0x80, 0xC0, 0x10])
def test_reserved_flags_of_ansi_cores_are_refused(octet: int) -> None:
    view = replace(plain_view(3), cores=(Core(5.0, 6.0),))
    record = write_ansi2004([view])
    assert read(record)[0].cores == (Core(5.0, 6.0),)
    assert "reserved flag" in str(refusal(changed(record, len(record) - 6, bytes([octet | 1]))))


def test_ridge_counts_of_the_last_of_255_minutiae_are_read() -> None:
    counts = RidgeCounts(2, (RidgeCount(254, 253, 0), RidgeCount(254, 255, 255)))
    (found,) = read(write_iso2005([replace(plain_view(255), ridge_counts=counts)]))
    assert found.ridge_counts == counts


def test_a_record_longer_than_any_is_refused_unread() -> None:
    assert refusal(b"FMR\x00 20\x00" + bytes(LONGEST_RECORD)).parameters["octet"] == LONGEST_RECORD


@pytest.mark.parametrize("write", WRITERS)
def test_the_costliest_record_is_read_within_a_second(write: Callable[[Sequence[View]], bytes]) -> None:
    """15 views full of ridge counts: as long as a record may be, and all of it to be understood.

    The best of three: what it costs, not what else the processor and the garbage collector have to do.
    """
    counts = RidgeCounts(0, tuple(RidgeCount(i % 255, (i + 1) % 255, 3) for i in range(21_840)))
    views = [replace(plain_view(255, seed), ridge_counts=counts) for seed in range(15)]
    record = write(views)
    assert 0.95 < len(record) / LONGEST_RECORD <= 1

    def once() -> float:
        started = time.process_time()
        assert len(read(record)) == 15
        return time.process_time() - started

    assert min(once() for _ in range(3)) < 1.0


def test_certifications_without_their_flag_do_not_fit() -> None:
    view = replace(plain_view(3), device=Device(certifications=full_view().device.certifications))
    record = write_iso2011([view])
    assert read(record)[0].device == view.device
    refusal(changed(record, 14, b"\0"))


def test_an_impression_that_the_standard_leaves_open_is_unknown_not_refused() -> None:
    (found,) = read(changed(ISO_2005_PLAIN, 25, b"\x0f"))
    assert found.impression.name == "UNKNOWN"


def test_the_amended_ansi_record_is_read() -> None:
    assert read(changed(ANSI_2009_PLAIN, 6, b"5")) == read(ANSI_2009_PLAIN)


@given(st.binary(max_size=200), st.sampled_from([b"", b"FMR\x00 20\x00", b"FMR\x00030\x00", b"\x7f\x2e"]))
@settings(deadline=None)
def test_any_octets_are_views_or_refused(data: bytes, start: bytes) -> None:
    try:
        found = read(start + data)
    except MalformedRecord:
        return
    assert all(len(view.kinds) == len(view.minutiae) for view in found)


def test_the_refusal_says_what_and_where_and_who_mends_it() -> None:
    error = refusal(changed(ISO_2005_PLAIN, 24, b"\x0b"))
    assert isinstance(error, DataError)
    assert error.code == "malformed-minutiae-record"
    assert error.parameters == {"standard": "ISO/IEC 19794-2:2005", "octet": 25}
    assert "position 11 is not that of one finger (octet 25)" in error.diagnostics()
    assert "Ask the sender" in error.diagnostics()


def test_a_card_data_object_is_refused_alike() -> None:
    record = write_compact(plain_view(100))
    for length in range(len(record)):
        refusal(record[:length])
    refusal(record + b"\0")
