"""Talking to one child about one picture, with a deadline, and believing nothing it says."""

import os
import select
import signal
import socket
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.decoding.errors import (
    DecoderFailed,
    DecoderUnavailable,
    DecodeTimeout,
    TooManyPixels,
    TruncatedImage,
    UnknownFormat,
)
from matcher.decoding.parameters import GRACE_SECONDS, HIGHEST_DPI, PIXELS, SIDE
from matcher.decoding.process import ZygoteGone
from matcher.decoding.wire import LENGTH, REPLY_BYTES, VERDICT_BYTES, Ending, Outcome, Reply, Verdict


@dataclass(frozen=True, slots=True)
class Decoded:
    """pixels: uint8 (H, W) grey or (H, W, 3) RGB, C-contiguous, ours alone; dpi as the file states it."""

    pixels: NDArray[np.uint8] = field(repr=False)
    dpi: float | None


class Conversation:
    """The parent's end of the socket to one child. Every wait ends at the one deadline with TimeoutError."""

    def __init__(self, ours: socket.socket, seconds: float) -> None:
        self._socket = ours
        self._deadline = time.monotonic() + seconds

    def send(self, data: bytes) -> None:
        """The length and the encoded bytes; OSError if the child ends before it has read them."""
        self._arm()
        self._socket.sendall(LENGTH.pack(len(data)))
        self._socket.sendall(data)

    def receive(self, target: memoryview) -> None:
        """Fill target; EOFError or OSError if the child ends before."""
        while target:
            self._arm()
            count = self._socket.recv_into(target)
            if count == 0:
                raise EOFError
            target = target[count:]

    def _arm(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def receive_picture(conversation: Conversation, image_format: str) -> Decoded:
    """The child's answer as pixels, or as the error it stands for.

    Checked as the word of a process that hostile bytes may have taken over: sizes that no honest
    child sends raise DecoderFailed before any memory is allocated for them.
    """
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
            raise UnknownFormat(f"a {image_format} file whose samples are no grey levels or colours")
        case Outcome.OUT_OF_MEMORY:
            raise DecoderFailed("it needs more memory than a picture may have")
    if not (0 < width <= SIDE and 0 < height <= SIDE and width * height <= PIXELS and channels in (1, 3)):
        raise DecoderFailed("the decoder's answer makes no sense")
    pixels = np.empty((height, width) if channels == 1 else (height, width, 3), np.uint8)
    conversation.receive(pixels.data.cast("B"))
    believable = reply.dpi is not None and 1 < reply.dpi < HIGHEST_DPI
    return Decoded(pixels, reply.dpi if believable else None)


def failure(verdict_pipe: int, wall_seconds: float) -> Exception:
    """Why the child fell silent: the zygote's word, or ZygoteGone if the zygote is silent too."""
    readable, _, _ = select.select([verdict_pipe], [], [], GRACE_SECONDS)
    data = os.read(verdict_pipe, VERDICT_BYTES) if readable else b""
    if len(data) < VERDICT_BYTES:
        return ZygoteGone()
    verdict = Verdict.unpack(data)
    match verdict.ending:
        case Ending.TIMED_OUT:
            return DecodeTimeout(wall_seconds)
        case Ending.SIGNALLED:
            return DecoderFailed(f"the decoder crashed on it ({signal.Signals(verdict.number).name})")
        case Ending.EXITED:
            return DecoderFailed(f"the decoder gave up on it (status {verdict.number})")
        case Ending.NOT_STARTED:
            return DecoderUnavailable("the machine has no room for another process")
