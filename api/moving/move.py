"""The one move of faces that may be under way: begun, agreed to, given up, gone on with after a stop.

It works in a thread of its own, and answers go on with the models in use until the switch (`stages.py`).
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from api.audit.act import job
from api.errors import FaceModelsPinned, FaceModelsUnavailable, MoveUnderWay, NoMoveUnderWay
from api.face_choice import models_of
from api.moving import stages
from api.registry import moves
from api.registry.moves import Counts, Loss, Move, State
from api.registry.registry import Registry
from api.serving import Post
from matcher import calibration
from matcher.calibration import CalibrationMissing
from matcher.domain import Modality
from matcher.errors import UmbralError
from matcher.extraction import Extractors
from matcher.face.choice import FaceModels, face_models
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Gallery
from models.errors import ModelError

log = logging.getLogger("umbral.moving")

LOSSES_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """move: None where there never was one. losses: the first LOSSES_TOLD. waiting: for an administrator to
    agree to the losses, or to give the move up. failure: what ended the work; the move itself stands."""

    move: Move | None
    counts: Counts
    losses: Sequence[Loss]
    waiting: bool
    failure: UmbralError | ModelError | None


class _Stopped(Exception):
    pass


class FaceMove:
    """One move at a time. Thread-safe."""

    def __init__(
        self,
        registry: Registry,
        post: Post,
        ready: Callable[[], bool],
        *,
        pinned: str | None = None,
        gallery_of: Callable[[str], Gallery] = LocalGallery,
    ) -> None:
        """ready: waits until everybody is in the gallery, and tells whether that is so. pinned: the face
        models that the service's settings name."""
        self._registry = registry
        self._post = post
        self._ready = ready
        self._pinned = pinned
        self._gallery_of = gallery_of
        self._changed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._failure: UmbralError | ModelError | None = None

    def resume(self) -> None:
        """Go on with a move that was under way when the last process ended."""
        move = self._current()
        if move is None or move.finished_at is not None:
            return
        try:
            if move.state is State.MOVING:
                self._post.second = Extractors(models_of(move.target))
        except ModelError as error:
            self._fail(error)
        else:
            self._work()

    def begin(self, name: str, accepted_losses: int) -> Progress:
        """Move to the face models of this name; of a move to them that is under way, agree to so many losses.

        Raises FaceModelsUnavailable, FaceModelsPinned; MoveUnderWay for another move than that.
        """
        models = self._usable(name)
        with self._post.writing, self._registry.writing(datetime.now(UTC)) as unit:
            move, source = moves.current(unit), self._post.now.face_extractor
            if move is not None and move.finished_at is None:
                if move.target != models.extractor or move.state is State.CANCELLED:
                    raise MoveUnderWay(f"The faces are being moved to {move.target}.", target=move.target)
                moves.accept(unit, accepted_losses)
            elif models.extractor != source:
                moves.start(unit, source, models.extractor, accepted_losses)
            if models.extractor != source and self._post.second is None:
                self._post.second = Extractors(models)
        self._work()
        return self.progress()

    def cancel(self) -> Progress:
        """Give the move up and stay with the models in use. Raises NoMoveUnderWay, also after the switch."""
        with self._post.writing, self._registry.writing(datetime.now(UTC)) as unit:
            move = moves.current(unit)
            if move is None or move.state is not State.MOVING:
                raise NoMoveUnderWay("No move of faces is under way that could be given up.")
            moves.cancel(unit)
            self._post.second = None
        self._work()
        return self.progress()

    def progress(self) -> Progress:
        """Where the move is, or where the last one ended."""
        with self._registry.reading() as view:
            move = moves.current(view)
            if move is None:
                return Progress(None, Counts(0, 0, 0, 0), (), False, None)
            told = moves.counts(view, move)
            lost = moves.losses(view, move, LOSSES_TOLD)
        all_read = move.state is State.MOVING and told.made + told.lost == told.faces
        return Progress(move, told, lost, all_read and told.unfindable > move.accepted_losses, self._failure)

    def look_again(self) -> None:
        """Somebody was enrolled or deleted."""
        self._changed.set()

    def close(self) -> None:
        """End the work after the face that it is at, and wait for that."""
        with self._lock:
            self._stopping = True
            thread = self._thread
        self._changed.set()
        if thread is not None:
            thread.join()

    def _usable(self, name: str) -> FaceModels:
        try:
            models = face_models(name)
            models.require()
            calibration.load(Modality.FACE, models.extractor)
        except CalibrationMissing as error:
            told = (
                f"without a calibration their scores mean nothing; umbral calibrate --models {name} fits one."
            )
            raise FaceModelsUnavailable(
                f"Faces cannot be moved to {name}: {told}", name=name, problem=told
            ) from error
        except (ModelError, UmbralError) as error:
            raise FaceModelsUnavailable(
                f"Faces cannot be moved to {name}: {error}", name=name, problem=str(error)
            ) from error
        if self._pinned is not None and face_models(self._pinned).extractor != models.extractor:
            raise FaceModelsPinned(
                f"The setting face_models asks for {self._pinned}.", pinned=self._pinned, name=name
            )
        return models

    def _current(self) -> Move | None:
        with self._registry.reading() as view:
            return moves.current(view)

    def _work(self) -> None:
        """See that somebody looks at what is to be done."""
        with self._lock:
            self._changed.set()
            if self._thread is None and not self._stopping:
                self._failure = None
                self._thread = threading.Thread(target=self._run, name="face-move", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        try:
            with job("face-move"):
                while self._ready() and not self._over():
                    self._work_off()
        except _Stopped:
            pass
        except (UmbralError, ModelError) as error:
            self._fail(error)
        except Exception:  # a defect of ours: it must be seen, and the service must go on
            log.exception("the move of faces ended")
            self._fail(UmbralError("The move of faces ended by a defect."))
        finally:
            with self._lock:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _over(self) -> bool:
        """Whether nobody asked for anything since the last look; then this thread is nobody's any more."""
        with self._lock:
            if self._changed.is_set():
                return False
            self._thread = None
            return True

    def _work_off(self) -> None:
        """Until there is nothing to do."""
        while True:
            self._changed.clear()
            self._go_on()
            move = self._current()
            if move is None or move.finished_at is not None:
                return
            if move.state is not State.MOVING:
                stages.clear(self._registry, self._go_on)
            elif not (self._make(move) and self._switch(move)):
                self._changed.wait()  # for an enrolment, a deletion, a word of the administrator's, the end

    def _make(self, move: Move) -> bool:
        return stages.make(self._registry, self._post, move, self._go_on)

    def _switch(self, move: Move) -> bool:
        return stages.switch(self._registry, self._post, move, self._gallery_of, self._go_on)

    def _go_on(self) -> None:
        if self._stopping:
            raise _Stopped

    def _fail(self, error: UmbralError | ModelError) -> None:
        self._failure = error
        log.error("faces not moved: %s %s", error.code, error.diagnostics())
