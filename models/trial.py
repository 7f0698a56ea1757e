"""Tries a site's face embedder in a process of its own: `python -m models.trial DIMENSION < model.onnx`.

What the model does to this process it does to nobody else: processor time and memory are limited before its
first byte is looked at. The answer is one JSON object on stdout: {"refused": why}; no reason: it may be used.
"""

import json
import resource
import subprocess
import sys
from typing import Any, Final

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # has no types

from models import registry
from models.errors import ModelError, ModelRefused, SiteModelRefused
from models.site import SIDE

SECONDS: Final = 60
_MEMORY: Final = 8 * 2**30  # addresses, of which ONNX Runtime reserves many and touches few
_STANDARD: Final = {"", "ai.onnx"}
_UNBOUNDED: Final = {"Loop", "Scan", "If"}
_WAYS_TO_PICKLE: Final = (
    b"\x80",
    b"PK\x03\x04",
)  # a pickle's first byte; the archive that holds a PyTorch one
_REPEATABLE: Final = 1e-3
_ONE_AT_A_TIME: Final = f"It takes any number of chips by its input; export it for (1, 3, {SIDE}, {SIDE})."


def tried(data: bytes, dimension: int) -> None:
    """Run `main` on a model. Raises SiteModelRefused with the reason."""
    command = [sys.executable, "-m", "models.trial", str(dimension)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603 - our own interpreter and module
        why = json.loads(done.stdout)["refused"]
    except subprocess.TimeoutExpired:
        why = f"It did not answer within {2 * SECONDS} seconds."
    except (ValueError, KeyError, TypeError):
        why = f"Trying it ended the process with status {done.returncode}."
    if why:
        raise SiteModelRefused(why)


def main() -> None:
    """The child's part."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    why = ""
    try:
        _try(sys.stdin.buffer.read(), int(sys.argv[1]))
    except ModelError as error:
        why = str(error)
    except Exception as error:  # whatever a strange model makes the libraries raise
        why = f"It cannot be run: {error}"
    sys.stdout.write(json.dumps({"refused": why}))


def _try(data: bytes, dimension: int) -> None:
    if data.startswith(_WAYS_TO_PICKLE):
        raise ModelRefused("The file is a pickle or an archive of one, not ONNX: it is never opened.")
    _refuse_unusual(data)
    session = registry.session_from(data)
    _check_input(session.get_inputs())
    outputs = session.get_outputs()
    if len(outputs) != 1 or outputs[0].type != "tensor(float)":
        raise ModelRefused(f"It has {len(outputs)} outputs: one of float32 is needed.")
    images = np.random.default_rng(0).uniform(-1, 1, (2, 1, 3, SIDE, SIDE)).astype(np.float32)
    name = session.get_inputs()[0].name
    first, second, again = (session.run(None, {name: images[place]})[0] for place in (0, 1, 0))
    if first.shape != (1, dimension):
        raise ModelRefused(f"It answers {first.shape} for one chip, not (1, {dimension}) as the entry says.")
    if not all(np.isfinite(answer).all() and np.linalg.norm(answer) > 0 for answer in (first, second)):
        raise ModelRefused("It answers numbers that are not finite, or nothing but zeros.")
    if np.array_equal(first, second):
        raise ModelRefused("It answers the same for two different pictures.")
    if np.abs(first - again).max() > _REPEATABLE * np.abs(first).max():
        raise ModelRefused("It answers differently for the same picture.")
    if session.get_inputs()[0].shape[0] != 1:
        _try_together(session, name, images, np.concatenate([first, second]))


def _try_together(session: Any, name: str, images: Any, alone: Any) -> None:
    """A chip goes through the network beside its mirror image: exports that promise any number of chips have
    been seen to mix them up, or to hold one fixed in their middle."""
    try:
        together = session.run(None, {name: images[:, 0]})[0]
    except Exception as error:  # ONNX Runtime's own error types share no public root
        raise ModelRefused(f"{_ONE_AT_A_TIME} Given two, it fails: {error}") from error
    if together.shape != alone.shape or np.abs(together - alone).max() > _REPEATABLE * np.abs(alone).max():
        raise ModelRefused(f"{_ONE_AT_A_TIME} Given two, it answers otherwise than for each.")


def _refuse_unusual(data: bytes) -> None:
    """Only ONNX's own operators, and no loops or branches: the work for one chip is then bounded."""
    try:
        model = onnx.load_model_from_string(data)
    except DecodeError as error:
        raise ModelRefused(f"Not an ONNX model: {error}") from error
    if model.functions or not model.graph.node:
        raise ModelRefused("It has no nodes, or functions of its own: only ONNX's operators are run.")
    for node in model.graph.node:
        if node.domain not in _STANDARD:
            raise ModelRefused(
                f"It needs the operator {node.domain}.{node.op_type}: only ONNX's own are run."
            )
        if node.op_type in _UNBOUNDED:
            raise ModelRefused(f"It has a {node.op_type}: only networks without loops and branches are run.")


def _check_input(inputs: list[Any]) -> None:
    shapes = [(given.type, given.shape) for given in inputs]
    fits = len(shapes) == 1 and shapes[0][0] == "tensor(float)" and len(shapes[0][1]) == 4
    if (
        not fits
        or shapes[0][1][1:] != [3, SIDE, SIDE]
        or shapes[0][1][0] not in (1, None, *_free(shapes[0][1]))
    ):
        raise ModelRefused(f"Its input is {shapes}: one of float32 (N, 3, {SIDE}, {SIDE}) is needed.")


def _free(shape: list[object]) -> list[object]:
    """The dimensions that have a name instead of a number."""
    return [side for side in shape if isinstance(side, str)]


if __name__ == "__main__":
    main()
