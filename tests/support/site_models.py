"""Small face embedders and entries for them, sound ones and others."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ENTRY = """
name = "acme-face"
version = "1"
description = "Means of a chip's patches."
licence = "Acme 4711"
sha256 = "{sha256}"
card = "card.md"
[input]
colours = "{colours}"
mean = [127.5, 127.5, 127.5]
deviation = [127.5, 127.5, 127.5]
[output]
dimension = {dimension}
"""


def embedder(
    shape: Sequence[Any] = ("N", 3, 112, 112),
    extra: Sequence[onnx.NodeProto] = (),
    constants: Sequence[onnx.TensorProto] = (),
    element: int = TensorProto.FLOAT,
) -> bytes:
    """Means over 14 x 14 patches, 192 numbers a chip; `extra` nodes turn "means" into "answer"."""
    nodes = [
        helper.make_node("AveragePool", ["chip"], ["pooled"], kernel_shape=[14, 14], strides=[14, 14]),
        helper.make_node("Flatten", ["pooled"], ["means"], axis=1),
        *(extra or [helper.make_node("Identity", ["means"], ["answer"])]),
    ]
    graph = helper.make_graph(
        nodes,
        "embedder",
        [helper.make_tensor_value_info("chip", element, list(shape))],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, None)],
        list(constants),
    )
    domains = {node.domain for node in nodes} - {""}
    opsets = [helper.make_opsetid("", 17), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    return bytes(model.SerializeToString())


def with_external_data() -> bytes:
    """An embedder that keeps a weight in a file of its choosing."""
    weight = numpy_helper.from_array(np.ones(1, np.float32), "w")
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    place = weight.external_data.add()
    place.key, place.value = "location", "/etc/passwd"
    return embedder(extra=[helper.make_node("Mul", ["means", "w"], ["answer"])], constants=[weight])


def with_custom_operator() -> bytes:
    """An embedder that needs code which only its vendor has."""
    return embedder(extra=[helper.make_node("Secret", ["means"], ["answer"], domain="acme")])


def with_constant_answer() -> bytes:
    """An embedder that says the same of everybody."""
    zero, one = (
        numpy_helper.from_array(np.full(1, value, np.float32), name) for name, value in (("z", 0), ("o", 1))
    )
    extra = [
        helper.make_node("Mul", ["means", "z"], ["nothing"]),
        helper.make_node("Add", ["nothing", "o"], ["answer"]),
    ]
    return embedder(extra=extra, constants=[zero, one])


def that_mixes_chips() -> bytes:
    """An embedder that answers for each chip less the mean over all that are given at once."""
    mean = helper.make_node("ReduceMean", ["means"], ["mean"], axes=[0], keepdims=1)
    scaled = numpy_helper.from_array(np.full(1, 0.5, np.float32), "half")
    extra = [
        mean,
        helper.make_node("Mul", ["mean", "half"], ["some"]),
        helper.make_node("Sub", ["means", "some"], ["answer"]),
    ]
    return embedder(extra=extra, constants=[scaled])


def that_holds_one_chip_fixed() -> bytes:
    """An embedder whose input takes any number of chips and whose middle takes one: exported so."""
    shape = numpy_helper.from_array(np.array([1, 192]), "shape")
    return embedder(extra=[helper.make_node("Reshape", ["means", "shape"], ["answer"])], constants=[shape])


def with_loop() -> bytes:
    """An embedder that goes round for as long as a number in it says."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Identity", ["x"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, None),
        ],
    )
    constants = [
        numpy_helper.from_array(np.array(2**62), "rounds"),
        numpy_helper.from_array(np.array(True), "always"),
    ]
    loop = helper.make_node("Loop", ["rounds", "always", "means"], ["answer"], body=body)
    return embedder(extra=[loop], constants=constants)


def written(
    folder: Path, model: bytes, *, entry: str = ENTRY, dimension: int = 192, colours: str = "RGB"
) -> Path:
    """The entry of a model in a folder; beside it lie model.onnx and card.md."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    (folder / "card.md").write_text("# acme-face\n\nFor tests.\n")
    digest = hashlib.sha256(model).hexdigest()
    text = entry.format(sha256=digest, dimension=dimension, colours=colours)
    (folder / "entry.toml").write_text(text)
    return folder / "entry.toml"
