"""What every gallery answers, in one process or over many machines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from matcher.domain import Candidate, Modality, Template
from matcher.errors import DataError

PersonFilter = Callable[[UUID], bool]
"""Lets persons through. One that is also a `RowFilter` (groups.py) costs a search no pass over everybody."""


class UnknownPerson(DataError):
    """The gallery holds nobody under this id."""

    code = "unknown-person"
    advice = "Check the number; the person may have been deleted."


class ExtractorMismatch(DataError):
    """Templates of two extractors or versions are never compared."""

    code = "extractor-mismatch"
    advice = "An administrator must extract the older images again before they can be compared."


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Candidates, best first, and how much of the gallery was asked.

    population: persons that the search could have returned. A result with fewer shards answered than
    there are is partial: it can name someone, but it can never say "not found".
    """

    candidates: tuple[Candidate, ...]
    population: int
    shards_answered: int = 1
    shards_total: int = 1

    @property
    def complete(self) -> bool:
        """Whether the whole gallery was asked."""
        return self.shards_answered == self.shards_total


Record = Sequence[Template | None]
"""A person's templates. None: a sample without one, so that evidence numbers the others by their samples."""


class Gallery(Protocol):
    """Persons and their templates, searchable. Thread-safe; a write is visible when it returns."""

    @property
    def face_extractor(self) -> str:
        """Whose face templates it holds and compares: one version from its making to its end."""

    def upsert(self, person_id: UUID, templates: Record) -> None:
        """Enter a person or replace all of their templates. Raises ExtractorMismatch, IntegrityError."""

    def upsert_all(self, records: Iterable[tuple[UUID, Record]]) -> None:
        """Enter many persons and publish them together: what a rebuild at start uses."""

    def delete(self, person_id: UUID) -> None:
        """Remove a person and every trace of their templates from memory; absent is not an error."""

    def search(
        self,
        probe: Sequence[Template],
        k: int,
        *,
        within: PersonFilter | None = None,
        any_direction: bool = False,
    ) -> SearchResult:
        """The k likeliest persons among those that `within` lets through.

        any_direction: the probe's fingers may lie turned by any angle. Without it they are found as well in
        a gallery that is compared as a whole; a large one is screened for fingers laid on roughly upright.
        """

    def compare(self, person_id: UUID, probe: Sequence[Template]) -> Candidate:
        """Every comparison of the probe against one person, fused. Raises UnknownPerson."""

    def counts(self) -> Mapping[Modality, int]:
        """Templates held per modality."""

    def __len__(self) -> int:
        """Persons held."""
