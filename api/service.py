"""The application service: matcher and store wired together, in the order that keeps promises.

Enrolment: extract, commit, enter the gallery, only then answer. Deletion: commit, leave the gallery,
answer. A search's candidates are read back from the store, so that somebody deleted meanwhile is
never named.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID

from api.adjudicating import AdjudicationDesk
from api.clock import Clock, SystemClock
from api.errors import PersonExists
from api.explaining import explain_best
from api.loading import GalleryLoader
from api.moving.move import FaceMove
from api.moving.second import second_templates
from api.outcomes import Found, Holdings, Identified, Read, Spent, Verified
from api.reading import as_stored, read_samples
from api.registry.circumstances import Circumstances
from api.registry.galleries import Gallery as GalleryName
from api.registry.ids import uuid7
from api.registry.records import NewPerson, PersonRecord, StoredSample
from api.registry.registry import Registry
from api.relinking import RelinkDesk
from api.roster import Roster
from api.serving import Post, Serving, ServingChanged, Sight
from matcher.domain import Modality, Sample, Template
from matcher.extraction import Extractors
from matcher.face.liveness.challenge import Instruction
from matcher.face.liveness.sequence import Watched
from matcher.gallery.protocol import Gallery
from matcher.identify import Identification, identify
from matcher.records import RecordStandard, view_of, write
from matcher.verify import verify
from matcher.watching import watch


class IdentityService:
    """Enrols, identifies, verifies, reads and deletes. Thread-safe; every method may block."""

    def __init__(  # noqa: PLR0913 - wired in one place
        self,
        registry: Registry,
        gallery: Gallery,
        extractors: Extractors,
        *,
        fpir: float,
        fmr: float,
        face_setting: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        """face_setting: the face models that the settings name, if they do.

        Raises ExtractorMismatch where the gallery compares other faces than the extractors make.
        """
        self._registry = registry
        self._post = Post(Serving(gallery, extractors))
        self._fpir = fpir
        self._fmr = fmr
        self._loader = GalleryLoader(registry, gallery)
        clock = clock or SystemClock()
        self.adjudication = AdjudicationDesk(registry, lambda: self._post.now.extractors, clock)
        self.relinking = RelinkDesk(registry, self._post, lambda: self._loader.roster, clock)
        self.move = FaceMove(registry, self._post, self._loaded, pinned=face_setting)

    @property
    def roster(self) -> Roster:
        """Who is in which gallery, as searches see it."""
        return self._loader.roster

    @property
    def gallery(self) -> Gallery:
        """What answers searches at this moment."""
        return self._post.now.gallery

    def start(self) -> None:
        """Begin to rebuild the gallery; `holdings` tells how far it is. Go on with a move of faces."""
        self._loader.start()
        self.move.resume()

    def join(self) -> None:
        """Wait until the rebuild is through."""
        self._loader.join()

    def close(self) -> None:
        """End the rebuild and whatever goes on beside the answers, and close the store."""
        self._loader.stop()
        self.move.close()
        self._registry.close()

    def require_ready(self) -> None:
        """Raise NotReady or GalleryDamaged unless everybody enrolled can be found."""
        self._loader.require_ready()

    def holdings(self) -> Holdings:
        """Counts of what can be searched."""
        gallery = self._post.now.gallery
        counts = gallery.counts()
        return Holdings(
            self._loader.ready,
            len(gallery),
            counts[Modality.FINGER],
            counts[Modality.FACE],
            self._loader.share,
            gallery.face_extractor,
        )

    def enrol(
        self,
        samples: Sequence[Sample],
        *,
        name: str | None,
        gallery: str,
        person_id: UUID | None = None,
        noted: Circumstances | None = None,
    ) -> PersonRecord:
        """Enrol a person; when it returns, the record is on the disk and can be found. noted: who captured.

        Raises NotReady, PersonExists, and the errors of extraction.
        """
        self.require_ready()
        if person_id is not None and self._registry.persons([person_id]):
            raise PersonExists("A person is already enrolled under this number.")
        while True:
            sight = self.see(samples)
            person = NewPerson(
                person_id or uuid7(), name, GalleryName(gallery), datetime.now(UTC), uuid7(), sight.samples
            )
            with suppress(ServingChanged), self.writing(sight) as wrote:
                self._registry.enrol(person, noted)
                wrote([person.id])
                break
        return self._registry.person(person.id)

    def see(self, samples: Sequence[Sample]) -> Sight:
        """What samples give, kept nowhere. Raises NotReady, the errors of extraction."""
        self.require_ready()
        serving, second, newer = self._post.now, self._post.second, self._post.newer()
        read = read_samples(serving.extractors, samples)
        return Sight(read, tuple(as_stored(read, second_templates(second, read))), serving, second, newer)

    @contextmanager
    def writing(self, sight: Sight) -> Iterator[Callable[[Collection[UUID]], None]]:
        """Lends the order of writes; call what is lent with the persons of whom a unit wrote, once it closed.

        Then searches find them as the store has them. Raises ServingChanged where what was seen is of a
        gallery that serves no more.
        """
        with self._post.writing:
            if self._post.now is not sight.serving or self._post.second is not sight.second:
                raise ServingChanged("Another gallery took over in the meantime.")
            yield self._refresh
        self.move.look_again()

    def _refresh(self, persons: Collection[UUID]) -> None:
        """Search these persons by what the store has of them; no other write is under way."""
        for person, galleries in self._registry.galleries_of(persons).items():
            held = self._registry.templates_of(person)
            if held is None:  # erased, or their samples were
                self._post.now.gallery.delete(person)
                self._loader.roster.drop(person)
            else:
                self._loader.roster.place(person, galleries)
                self._post.now.gallery.upsert(person, held.templates)
            self._post.wrote(person)

    def identify(
        self, samples: Sequence[Sample], *, k: int, galleries: Sequence[str] = (), explain: bool = False
    ) -> Identified:
        """1:N among `galleries`, all of them if none is named. Raises NotReady, the errors of extraction."""
        self.require_ready()
        serving = self._post.now
        read = read_samples(serving.extractors, samples)
        began = perf_counter()
        probe = [one.made.template for one in read]
        result, people = self._search(serving.gallery, probe, k, [GalleryName(one) for one in galleries])
        spent = Spent.of([one.made for one in read], began)
        found = tuple(Found(candidate, people[candidate.person_id]) for candidate in result.candidates)
        explained = explain_best(self._registry, read, found[0]) if explain and found else None
        return Identified(result, read, found, explained, spent)

    def grade(self, samples: Sequence[Sample]) -> tuple[Read, ...]:
        """What samples are worth; compared with nobody, kept nowhere. Raises the errors of extraction."""
        return read_samples(self._post.now.extractors, samples)

    def watch(
        self, samples: Sequence[Sample], asked: Instruction | None, seconds_between: float | None
    ) -> Watched:
        """What an officer should look at in pictures of one camera; nothing is kept. See matcher.watching."""
        return watch(self._post.now.extractors, samples, asked, seconds_between)

    def verify(self, person_id: UUID, samples: Sequence[Sample], *, explain: bool = False) -> Verified:
        """1:1. Raises NotReady, UnknownPerson, the errors of extraction."""
        self.require_ready()
        self._registry.person(person_id)
        serving = self._post.now
        read = read_samples(serving.extractors, samples)
        began = perf_counter()
        probe = [one.made.template for one in read]
        while True:
            moves = self._post.moves
            person = self._registry.person(person_id)
            result = verify(serving.gallery, person_id, probe, fmr=self._fmr)
            if self._post.unmoved(moves):
                break
        spent = Spent.of([one.made for one in read], began)
        found = Found(result.candidate, person)
        explained = explain_best(self._registry, read, found) if explain else None
        return Verified(result, read, found, explained, spent)

    def person(self, person_id: UUID) -> PersonRecord:
        """Raises UnknownPerson."""
        return self._registry.person(person_id)

    def page(
        self, after: UUID | None, limit: int, within: Collection[UUID] | None = None
    ) -> tuple[list[PersonRecord], int]:
        """Up to `limit` persons after an id, and how many there are in all. within: of these facilities."""
        return self._registry.page(after, limit, within), self._registry.count(within)

    def known_as(self, name: str, within: Collection[UUID] | None = None) -> list[PersonRecord]:
        """Those with a whole name, or with a number. within: of these facilities."""
        return self._registry.known_as(name, within)

    def sample(self, person_id: UUID, sample_id: UUID) -> StoredSample:
        """Raises UnknownPerson, UnknownSample."""
        return self._registry.sample(person_id, sample_id)

    def minutiae(self, person_id: UUID, sample_id: UUID | None, standard: RecordStandard) -> bytes:
        """One stored print, or all of a person's, as a minutiae record.

        Raises UnknownPerson, UnknownSample, NoMinutiae.
        """
        ids = [sample.id for sample in self.person(person_id).samples] if sample_id is None else [sample_id]
        stored = [self._registry.sample(person_id, one) for one in ids]
        views = [
            view_of(one.sample, one.template, one.grade.value if one.grade else None)
            for one in stored
            if one.sample.modality is Modality.FINGER and one.template is not None
        ]
        return write(views, standard)

    def delete(self, person_id: UUID) -> None:
        """Destroy a person's key and records: never found again. Raises NotReady, UnknownPerson."""
        self.require_ready()
        with self._post.writing:
            self._registry.delete(person_id)
            self._post.now.gallery.delete(person_id)
            self._loader.roster.drop(person_id)
            self._post.wrote(person_id)
        self.move.look_again()

    def _loaded(self) -> bool:
        """Wait until the rebuild is through; whether it holds everybody."""
        self._loader.join()
        return self._loader.ready

    def _search(
        self, gallery: Gallery, probe: Sequence[Template], k: int, wanted: Sequence[GalleryName]
    ) -> tuple[Identification, Mapping[UUID, PersonRecord]]:
        """Search until every candidate is still in the store; who was deleted meanwhile is left out."""
        roster = self._loader.roster
        gone: set[UUID] = set()
        while True:
            moves = self._post.moves
            within = roster.among(wanted, frozenset(gone))
            result = identify(gallery, probe, k=k, fpir=self._fpir, within=within)
            ids = [candidate.person_id for candidate in result.candidates]
            people = self._registry.persons(ids)
            if not self._post.unmoved(moves):
                continue
            if len(people) == len(ids):
                return result, people
            gone.update(set(ids) - people.keys())
