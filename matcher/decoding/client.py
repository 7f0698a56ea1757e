"""The parent's side of a decode: a bounded number at once, each with a deadline, over one zygote."""

import logging
import os
import select
import signal
import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.decoding.errors import DecoderFailed, DecodeTimeout, TooManyPixels, TruncatedImage, UnknownFormat
from matcher.decoding.parameters import GRACE_SECONDS, PIXELS, QUEUE_SECONDS, SIDE, SLOTS, ChildLimits
from matcher.decoding.process import ZygoteGone, ZygoteProcess
from matcher.decoding.sandbox import PROTECTIONS
from matcher.decoding.wire import LENGTH, REPLY_BYTES, VERDICT_BYTES, Ending, Outcome, Reply, Verdict

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Decoded:
    """pixels: uint8 (H, W) grey or (H, W, 3) RGB, C-contiguous, ours alone; dpi as the file states it."""

    pixels: NDArray[np.uint8] = field(repr=False)
    dpi: float | None
    image_format: str


class Decoder:
    """Thread-safe. The zygote starts at the first picture and again whenever it is found dead."""

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

    def _make_locks(self) -> None:
        self._slots = threading.BoundedSemaphore(self._slot_count)
        self._starting = threading.Lock()

    def decode(self, data: bytes, image_format: str) -> Decoded:
        """The picture in data, which has image_format's signature.

        Raises TooManyPixels, TruncatedImage, UnknownFormat (samples without a known range),
        DecoderFailed, DecodeTimeout and DecoderUnavailable. A zygote found dead is replaced once.
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
        """The decoding process, started if it was not."""
        return self._running().pid

    def close(self) -> None:
        """End the zygote; a later decode starts another."""
        with self._starting:
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()

    def forget(self) -> None:
        """In a forked copy of the service: leave the zygote and its locks to the original."""
        self._make_locks()
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.forget()

    def _running(self) -> ZygoteProcess:
        with self._starting:
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
        wall = self._limits.wall_seconds
        with ExitStack() as descriptors:
            ours, theirs = (descriptors.enter_context(end) for end in socket.socketpair())
            verdict, verdict_pipe = os.pipe()
            descriptors.callback(os.close, verdict)
            try:
                zygote.submit(theirs, verdict_pipe)
            finally:
                theirs.close()
                os.close(verdict_pipe)
            conversation = _Conversation(ours, time.monotonic() + wall + GRACE_SECONDS)
            try:
                conversation.send(data)
                return _picture(conversation, image_format)
            except TimeoutError:
                self._discard(zygote)  # it should have killed the child long ago
                raise DecodeTimeout(wall) from None
            except (EOFError, OSError):
                raise _failure(verdict, wall) from None


class _Conversation:
    """The socket to one child; every call ends at the same deadline with TimeoutError."""

    def __init__(self, ours: socket.socket, deadline: float) -> None:
        self._socket = ours
        self._deadline = deadline

    def _arm(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def send(self, data: bytes) -> None:
        """The length and the encoded bytes."""
        self._arm()
        self._socket.sendall(LENGTH.pack(len(data)))
        self._socket.sendall(data)

    def receive(self, target: memoryview) -> None:
        """Fill target; EOFError if the child ends before."""
        while target:
            self._arm()
            count = self._socket.recv_into(target)
            if count == 0:
                raise EOFError
            target = target[count:]


def _picture(conversation: _Conversation, image_format: str) -> Decoded:
    """What the child says, checked as the word of a process that hostile bytes may have taken over."""
    header = bytearray(REPLY_BYTES)
    conversation.receive(memoryview(header))
    try:
        reply = Reply.unpack(header)
    except ValueError:
        raise DecoderFailed("the decoder's answer makes no sense") from None
    width, height, channels = reply.width, reply.height, reply.channels
    match reply.outcome:
        case Outcome.TOO_MANY_PIXELS:
            raise TooManyPixels(width, height, PIXELS, SIDE)
        case Outcome.DAMAGED:
            raise TruncatedImage(image_format)
        case Outcome.UNSUPPORTED_SAMPLES:
            raise UnknownFormat(f"a {image_format} file with samples that are no grey levels or colours")
        case Outcome.OUT_OF_MEMORY:
            raise DecoderFailed("it needs more memory than a picture may have")
    if not (0 < width <= SIDE and 0 < height <= SIDE and width * height <= PIXELS and channels in (1, 3)):
        raise DecoderFailed("the decoder's answer makes no sense")
    pixels = np.empty((height, width) if channels == 1 else (height, width, 3), np.uint8)
    conversation.receive(pixels.data.cast("B"))
    return Decoded(pixels, reply.dpi, image_format)


def _failure(verdict: int, wall: float) -> Exception:
    """Why the child fell silent: the zygote's word, or ZygoteGone if the zygote is silent too."""
    readable, _, _ = select.select([verdict], [], [], GRACE_SECONDS)
    data = os.read(verdict, VERDICT_BYTES) if readable else b""
    if len(data) < VERDICT_BYTES:
        return ZygoteGone()
    ended = Verdict.unpack(data)
    match ended.ending:
        case Ending.TIMED_OUT:
            return DecodeTimeout(wall)
        case Ending.SIGNALLED:
            return DecoderFailed(f"the decoder crashed on it ({signal.Signals(ended.number).name})")
        case Ending.EXITED:
            return DecoderFailed(f"the decoder gave up on it (status {ended.number})")
