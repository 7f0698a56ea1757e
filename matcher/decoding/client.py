"""The parent's side of decoding: a bounded number of pictures at once, over one zygote that is replaced
whenever it is found dead."""

import logging
import os
import socket
import threading
from contextlib import ExitStack

from matcher.decoding.conversation import Conversation, Decoded, failure, receive_picture
from matcher.decoding.errors import DecoderFailed, DecodeTimeout
from matcher.decoding.parameters import GRACE_SECONDS, QUEUE_SECONDS, SLOTS, STRIP_BYTES, ChildLimits
from matcher.decoding.process import ZygoteGone, ZygoteProcess
from matcher.decoding.sandbox import PROTECTIONS

_log = logging.getLogger(__name__)


class Decoder:
    """Thread-safe. The zygote starts with the first picture."""

    def __init__(
        self,
        limits: ChildLimits | None = None,
        slots: int = SLOTS,
        queue_seconds: float = QUEUE_SECONDS,
    ) -> None:
        self._limits = limits or ChildLimits()
        self._slot_count = slots
        self._queue_seconds = queue_seconds
        self._zygote: ZygoteProcess | None = None
        self._make_locks()

    def decode(self, data: bytes, image_format: str) -> Decoded:
        """The picture in data, which has image_format's signature.

        Raises TooManyPixels, TruncatedImage, UnknownFormat (samples without a known range),
        DecoderFailed, DecodeTimeout and DecoderUnavailable. If the zygote dies meanwhile, the picture
        is tried once more with a new one.
        """
        if not self._slots.acquire(timeout=self._queue_seconds):
            raise DecodeTimeout(self._queue_seconds)
        try:
            for _ in range(2):
                zygote = self._running()
                try:
                    return self._converse(zygote, data, image_format)
                except ZygoteGone:
                    self._discard(zygote)
        finally:
            self._slots.release()
        raise DecoderFailed("the decoding process ended twice while reading it")

    def protections(self) -> tuple[str, ...]:
        """Which of PROTECTIONS hold for every child on this machine."""
        return self._running().protections

    def zygote_pid(self) -> int:
        """The decoding process's id, for monitoring; started if it was not."""
        return self._running().pid

    def close(self) -> None:
        """End the zygote; a later decode starts another."""
        with self._starting:
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()

    def forget(self) -> None:
        """In a forked copy of the service: leave the zygote to the original, whatever locks were held."""
        self._make_locks()
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.forget()

    def _make_locks(self) -> None:
        self._slots = threading.BoundedSemaphore(self._slot_count)
        self._starting = threading.Lock()

    def _running(self) -> ZygoteProcess:
        with self._starting:
            if self._zygote is not None and not self._zygote.alive():
                self._zygote.close()
                self._zygote = None
            if self._zygote is None:
                self._zygote = ZygoteProcess(self._limits)
                missing = [name for name in PROTECTIONS if name not in self._zygote.protections]
                if missing:
                    _log.warning("pictures are decoded without %s on this machine", ", ".join(missing))
            return self._zygote

    def _discard(self, zygote: ZygoteProcess) -> None:
        """End a zygote that does not answer, unless another thread has replaced it already."""
        with self._starting:
            if self._zygote is zygote:
                self._zygote = None
                zygote.close()

    def _converse(self, zygote: ZygoteProcess, data: bytes, image_format: str) -> Decoded:
        """One picture through one child."""
        wall_seconds = self._limits.wall_seconds
        with ExitStack() as descriptors:
            ours, theirs = (descriptors.enter_context(end) for end in socket.socketpair())
            # A strip then goes in one piece where the system allows: both sides wake less often.
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STRIP_BYTES)
            verdict_pipe, zygotes_end = os.pipe()
            descriptors.callback(os.close, verdict_pipe)
            try:
                zygote.submit(theirs, zygotes_end)
            finally:
                theirs.close()
                os.close(zygotes_end)
            conversation = Conversation(ours, wall_seconds + GRACE_SECONDS)
            try:
                conversation.send(data)
                return receive_picture(conversation, image_format)
            except TimeoutError:
                self._discard(zygote)  # it should have killed the child long ago
                raise DecodeTimeout(wall_seconds) from None
            except (EOFError, OSError):
                raise failure(verdict_pipe, wall_seconds) from None
