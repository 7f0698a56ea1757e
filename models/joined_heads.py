"""YuNet's graph with each grid's four heads as one, which answers as it comes: the same faces for less time.

A head is a 1 x 1 convolution and one of 3 x 3 in each channel by itself; cls, obj, bbox and kps have 1, 1, 4
and 10 channels, read the same 64 and are run one by one, which ONNX Runtime's blocks of eight channels hardly
help. Together they have 16. A picture of 320 x 256 pixels takes 3.36 ms of CPU instead of 3.61, two of 160 x
160 take 2.19 instead of 2.34 (in turns). The answers agree within 1e-5; only sums begin elsewhere.

The published graph then parts the channels, puts them last, and makes probabilities of two of them in every
cell: 90 small operators, and a picture with one face needs a few dozen of these numbers. They are left out.

The file on the disk, with its pinned hash, stays its publishers'.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.errors import ModelRefused

_KINDS = ("cls", "obj", "bbox", "kps")
_STRIDES = (8, 16, 32)

OUTPUTS = tuple(f"grid_{stride}" for stride in _STRIDES)
"""The grids' answers, float32 (n, 16, rows, columns) each. Channels: the logits of class and object, four of
the box, ten of the points: the published `cls`, `obj`, `bbox` and `kps`, cell after cell."""


def with_joined_heads(data: bytes) -> bytes:
    """The published network's ONNX bytes -> ONNX bytes with its input and OUTPUTS.

    Raises ModelRefused where the heads are not what they are known to be.
    """
    model = onnx.load_model_from_string(data)
    graph = model.graph
    published = {f"{kind}_{stride}" for kind in _KINDS for stride in _STRIDES}
    if {output.name for output in graph.output} != published:
        raise ModelRefused("The face detector answers for other grids.")
    weights = {tensor.name: tensor for tensor in graph.initializer}
    by_weight = {node.input[1]: node for node in graph.node if node.op_type == "Conv"}
    for grid, output in enumerate(OUTPUTS):
        try:
            first, second = (
                [by_weight[f"bbox_head.multi_level_{kind}.{grid}.{part}.weight"] for kind in _KINDS]
                for part in ("conv1", "conv2")
            )
        except KeyError as error:
            raise ModelRefused(f"The face detector has no head {error}.") from error
        tensors, nodes = _joined(output, first, second, weights)
        graph.initializer.extend(tensors)
        graph.node.extend(nodes)
    _answer_with(graph, OUTPUTS)
    return bytes(model.SerializeToString())


def _joined(
    name: str,
    first: Sequence[onnx.NodeProto],
    second: Sequence[onnx.NodeProto],
    weights: dict[str, onnx.TensorProto],
) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """One grid's two convolutions; name: of what the second makes."""
    if len({node.input[0] for node in first}) != 1:
        raise ModelRefused("The face detector's heads read different layers.")
    tensors = [
        numpy_helper.from_array(
            np.concatenate([numpy_helper.to_array(weights[node.input[place]]) for node in nodes]),
            f"{name}_{step}_{place}",
        )
        for step, nodes in (("mix", first), ("near", second))
        for place in (1, 2)
    ]
    sizes = [weights[node.input[2]].dims[0] for node in first]
    mix, near = ([f"{name}_{step}_{place}" for place in (1, 2)] for step in ("mix", "near"))
    return tensors, [
        helper.make_node("Conv", [first[0].input[0], *mix], [f"{name}_mixed"], kernel_shape=[1, 1]),
        helper.make_node(
            "Conv", [f"{name}_mixed", *near], [name], kernel_shape=[3, 3], pads=[1] * 4, group=sum(sizes)
        ),
    ]


def _answer_with(graph: onnx.GraphProto, names: Sequence[str]) -> None:
    """Make these the outputs, and leave out every node and weight that none of them needs."""
    needed, kept = set(names), list[onnx.NodeProto]()
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    tensors = [tensor for tensor in graph.initializer if tensor.name in needed]
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    del graph.output[:]
    graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
