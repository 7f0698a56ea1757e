"""Opens models: an ONNX Runtime session, or a file's bytes, only where the pinned hash is met.

This is the one file that imports onnxruntime. The session is made from the very bytes that were hashed,
or from what `_FASTER` makes of them.
"""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from types import MappingProxyType

import onnx
import onnxruntime
from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # has no types

from models.catalogue import read_onnx
from models.entries import entries, entry, version
from models.errors import ModelRefused, UnknownModel
from models.joined_heads import with_joined_heads
from models.places import read_source

__all__ = ["entries", "open", "read", "version"]

_FASTER: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({"yunet": with_joined_heads})
"""What makes of a model's published graph one that answers the same in less time."""

_sessions: dict[tuple[str, int], onnxruntime.InferenceSession] = {}
_lock = Lock()


def open(name: str, threads: int = 1) -> onnxruntime.InferenceSession:  # noqa: A001 - models.registry.open reads as meant
    """The session of an ONNX model, made once for each name and number of threads; safe to share.

    threads: cores that one run may use (intra-op). Raises UnknownModel, ModelMissing (ModelNotInstalled),
    ModelChanged, ModelRefused.
    """
    with _lock:
        session = _sessions.get((name, threads))
        if session is None:
            session = _sessions[name, threads] = session_from(_graph(name), threads)
        return session


def read(name: str) -> bytes:
    """The published bytes of a model that is not ONNX.

    Raises UnknownModel, SourceMissing, ModelChanged, ModelRefused.
    """
    model = entry(name)
    if model.kind == "onnx":
        raise UnknownModel(f"The model {name} is converted to ONNX: it is opened, not read.", name=name)
    return read_source(model.source)


def _graph(name: str) -> bytes:
    data = read_onnx(name)
    return _FASTER[name](data) if name in _FASTER else data


def session_from(data: bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """A session from ONNX bytes that hold all of their weights. Raises ModelRefused otherwise."""
    _refuse_external_data(data)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors alone
    # A waiting thread sleeps instead of spinning: the service runs more sessions than it has cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own error types share no public root
        raise ModelRefused(f"ONNX Runtime refuses the model: {error}") from error


def _refuse_external_data(data: bytes) -> None:
    """Weights outside the file would escape the hash, and name a path of the file's choosing."""
    try:
        model = onnx.load_model_from_string(data)
    except DecodeError as error:
        raise ModelRefused(f"Not an ONNX model: {error}") from error
    for tensor in _tensors(model):
        if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
            raise ModelRefused(f"The model keeps the weight {tensor.name!r} outside its own file.")


def _tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Every tensor of a model: of its graph, of graphs inside nodes, of functions and of training."""
    graphs = [model.graph]
    for training in model.training_info:
        graphs += [training.initialization, training.algorithm]
    nodes = [node for function in model.functions for node in function.node]
    while graphs or nodes:
        if graphs:
            graph = graphs.pop()
            yield from graph.initializer
            for sparse in graph.sparse_initializer:
                yield from (sparse.values, sparse.indices)
            nodes += graph.node
            continue
        for attribute in nodes.pop().attribute:
            yield from (attribute.t, *attribute.tensors)
            for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
                yield from (sparse.values, sparse.indices)
            graphs += [attribute.g, *attribute.graphs]
