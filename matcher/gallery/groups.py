"""Groups of persons that a search can be limited to, told at every write and read without a pass over all.

A person's groups are bits. For each segment that is searched they are laid out row by row, once; a change
of one person's groups is written into that row alone. A search sees each person in or out by the last word
that was said of them: nobody's membership is torn, and no search waits for another.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

MOST_GROUPS = 8
"""Bits of an octet, of which each row has one."""

_FEW = 16  # so many persons are sooner looked for one by one than all at once

Octets = NDArray[np.uint8]


class Rows(Protocol):
    """A segment: whose its rows are. It never changes, and is known by its identity."""

    @property
    def owners(self) -> tuple[UUID, ...]:
        """The person of each row."""

    @property
    def keys(self) -> NDArray[np.uint64]:
        """(n, 2): the same as numbers, the upper and the lower half of each."""

    def rows_of(self, person: UUID) -> NDArray[np.int64]:
        """int64 (n,): a person's rows, rising; empty for somebody who has none here."""


@runtime_checkable
class RowFilter(Protocol):
    """Lets some persons through, whole segments of them at once."""

    def __call__(self, person: UUID) -> bool:
        """Whether this person is let through."""

    def __len__(self) -> int:
        """How many are let through."""

    def rows(self, segment: Rows) -> NDArray[np.bool_]:
        """(n,): whose rows are let through."""


class Groups:
    """Who is in which groups. Thread-safe."""

    def __init__(self) -> None:
        self._bits: dict[UUID, int] = {}
        self._sizes: Counter[int] = Counter()  # persons by their exact bits
        self._laid: WeakKeyDictionary[Rows, Octets] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._bits)

    def __contains__(self, person: object) -> bool:
        return person in self._bits

    def of(self, person: UUID) -> int:
        """The person's groups as bits; 0 for somebody who is in none."""
        return self._bits.get(person, 0)

    def assign(self, person: UUID, bits: int) -> None:
        """From now on the person is in exactly these groups, 0 <= bits < 256."""
        with self._lock:
            self._forget(person)
            self._bits[person] = bits
            self._sizes[bits] += 1
            self._lay(person, bits)

    def drop(self, person: UUID) -> None:
        """The person is in no group any more; somebody unknown is not an error."""
        with self._lock:
            self._forget(person)
            self._lay(person, 0)

    def among(self, bits: int, without: frozenset[UUID] = frozenset()) -> "GroupFilter":
        """Lets those through who are in at least one of these groups and are not named in `without`."""
        return GroupFilter(self, bits, without)

    def size(self, bits: int) -> int:
        """How many persons are in at least one of these groups."""
        with self._lock:
            return sum(number for theirs, number in self._sizes.items() if theirs & bits)

    def laid(self, segment: Rows) -> Octets:
        """(n,): the groups of each row's person."""
        with self._lock:
            found = self._laid.get(segment)
            if found is None:
                known = self._bits
                found = np.fromiter((known.get(one, 0) for one in segment.owners), np.uint8)
                self._laid[segment] = found
            return found

    def _forget(self, person: UUID) -> None:
        if (before := self._bits.pop(person, None)) is not None:
            self._sizes[before] -= 1

    def _lay(self, person: UUID, bits: int) -> None:
        for segment, octets in self._laid.items():
            octets[segment.rows_of(person)] = bits


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """A `RowFilter` over groups; of those in `without` nobody is let through."""

    groups: Groups
    bits: int
    without: frozenset[UUID] = frozenset()

    def __call__(self, person: UUID) -> bool:
        """Whether this person is let through."""
        return person not in self.without and bool(self.groups.of(person) & self.bits)

    def __len__(self) -> int:
        """How many are let through."""
        return self.groups.size(self.bits) - sum(
            bool(self.groups.of(one) & self.bits) for one in self.without
        )

    def rows(self, segment: Rows) -> NDArray[np.bool_]:
        """(n,): whose rows are let through."""
        let_in: NDArray[np.bool_] = (self.groups.laid(segment) & self.bits) != 0
        for person in self.without:
            let_in[segment.rows_of(person)] = False
        return let_in


@dataclass(frozen=True, slots=True)
class Listed:
    """A `RowFilter` that names each person."""

    persons: frozenset[UUID]
    _halves: NDArray[np.uint64] = field(init=False, repr=False, compare=False)  # the lower ones, rising

    def __post_init__(self) -> None:
        octets = b"".join(person.bytes for person in self.persons)
        object.__setattr__(self, "_halves", np.unique(person_keys(octets)[:, 1]))

    def __call__(self, person: UUID) -> bool:
        """Whether this person is let through."""
        return person in self.persons

    def __len__(self) -> int:
        """How many are let through."""
        return len(self.persons)

    def rows(self, segment: Rows) -> NDArray[np.bool_]:
        """(n,): whose rows are let through. Only whose half of a number is listed is looked at in Python."""
        let_in = np.zeros(len(segment.owners), np.bool_)
        near = np.flatnonzero(self._near(segment.keys[:, 1]))
        owners, persons = segment.owners, self.persons
        let_in[near] = [owners[row] in persons for row in near.tolist()]
        return let_in

    def _near(self, theirs: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of these lower halves are listed."""
        if len(self._halves) <= _FEW:
            return np.isin(theirs, self._halves)
        place = np.searchsorted(self._halves, theirs) % len(self._halves)
        return np.asarray(self._halves[place] == theirs)


def person_keys(octets: bytes) -> NDArray[np.uint64]:
    """(n, 2): persons' numbers, 16 octets each, as their halves."""
    return np.frombuffer(octets, ">u8").reshape(-1, 2).astype(np.uint64)
