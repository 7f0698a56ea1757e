"""dlib's face recognition ResNet: its published .dat file -> ONNX.

Architecture: 29 convolutions in residual blocks (dlib/examples/dnn_face_recognition_ex.cpp describes the
training net), each followed by a per-channel affine that is folded into the convolution here, in
float64 by element-wise operations, so the result does not depend on the machine.

Input  `chips`        uint8 (N, 150, 150, 3): aligned face chips, RGB (dlib's get_face_chip, padding 0.25).
Output `descriptors`  float32 (N, 128), not normalised: the length is about 1.3 to 1.6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.convert.dlib_format import DlibReader, Tensor
from models.convert.graph import FLOAT, UINT8, Floats, Graph, tensor

CHIP = 150
DESCRIPTOR = 128

# Residual blocks from the input on: channels, and whether the block halves the image.
_BLOCKS = (
    *((32, False),) * 3,
    *((64, True), (64, False), (64, False), (64, False)),
    *((128, True), (128, False), (128, False)),
    *((256, True), (256, False), (256, False)),
    (256, True),
)


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution with its affine folded in: weights (out, in, rows, columns) and bias, float64."""

    weights: Floats
    bias: Floats
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class FaceNetwork:
    """All that the file holds: input mean (RGB), convolutions from the input on, last layer (256, 128)."""

    mean: tuple[float, float, float]
    convolutions: tuple[Convolution, ...]
    projection: Tensor


def convert(data: bytes) -> bytes:
    """The .dat file's bytes -> ONNX bytes. Raises ModelRefused where the file is not that network."""
    return write(read(data))


def read(data: bytes) -> FaceNetwork:
    """Parse the whole file; every byte must be accounted for."""
    reader = DlibReader(data)
    _read_loss(reader)
    _read_versions(reader)
    mean = _read_input(reader)
    convolutions = [_read_convolution(reader, 7, 2, innermost=True)]
    _skip_plain(reader, "relu_")
    _read_pooling(reader, "max_pool_2", window=3, stride=2)
    for _, halves in _BLOCKS:
        convolutions.append(_read_convolution(reader, 3, 2 if halves else 1))
        _skip_plain(reader, "relu_")
        convolutions.append(_read_convolution(reader, 3, 1))
        if halves:
            _read_pooling(reader, "avg_pool_2", window=2, stride=2)
        _skip_plain(reader, "add_prev_")
        _skip_plain(reader, "relu_")
    _read_pooling(reader, "avg_pool_2", window=0, stride=1)
    projection = _read_projection(reader)
    reader.finish()
    return FaceNetwork(mean, tuple(convolutions), projection)


def write(network: FaceNetwork) -> bytes:
    """Build the ONNX graph."""
    graph = Graph("dlib-resnet")
    x = graph.add("Cast", "chips", to=FLOAT)
    x = graph.add("Transpose", x, perm=[0, 3, 1, 2])
    x = graph.add("Sub", x, graph.floats(np.array(network.mean).reshape(3, 1, 1)))
    x = graph.add("Mul", x, graph.floats(1 / 256))
    layers = iter(network.convolutions)
    x = graph.add("Relu", _convolve(graph, x, next(layers)))
    x = graph.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2])
    side = ((CHIP - 7) // 2 + 1 - 3) // 2 + 1
    for channels, halves in _BLOCKS:
        x, side = (
            _residual(graph, x, layers, channels, side) if halves else (_identity(graph, x, layers), side)
        )
    x = graph.add("Flatten", graph.add("GlobalAveragePool", x))
    x = graph.add("MatMul", x, graph.floats(network.projection))
    return graph.serialise(
        [tensor("chips", UINT8, ["N", CHIP, CHIP, 3])], tensor("descriptors", FLOAT, ["N", DESCRIPTOR]), x
    )


def _identity(graph: Graph, x: str, layers: Iterator[Convolution]) -> str:
    inner = graph.add("Relu", _convolve(graph, x, next(layers)))
    return graph.add("Relu", graph.add("Add", _convolve(graph, inner, next(layers)), x))


def _residual(
    graph: Graph, x: str, layers: Iterator[Convolution], channels: int, side: int
) -> tuple[str, int]:
    """A halving block. dlib adds tensors of unequal shape as if zeros filled the smaller one."""
    first = next(layers)
    inner = _convolve(graph, graph.add("Relu", _convolve(graph, x, first)), next(layers))
    pooled = graph.add("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
    inner_side, pooled_side = (side - 3) // 2 + 1, side // 2
    inner = _pad(graph, inner, 0, pooled_side - inner_side)
    pooled = _pad(graph, pooled, channels - first.weights.shape[1], 0)
    return graph.add("Relu", graph.add("Add", inner, pooled)), pooled_side


def _pad(graph: Graph, x: str, channels: int, border: int) -> str:
    """Zeros after the last channel, below the last row and right of the last column."""
    if channels == 0 and border == 0:
        return x
    return graph.add("Pad", x, graph.integers([0, 0, 0, 0, 0, channels, border, border]))


def _convolve(graph: Graph, x: str, layer: Convolution) -> str:
    return graph.add(
        "Conv",
        x,
        graph.floats(layer.weights),
        graph.floats(layer.bias),
        kernel_shape=list(layer.weights.shape[2:]),
        strides=[layer.stride] * 2,
        pads=[layer.padding] * 4,
    )


def _read_loss(reader: DlibReader) -> None:
    reader.expect(1, "loss version")
    _expect_name(reader, "loss_metric_2")
    reader.number()  # margin and distance threshold: of training alone
    reader.number()


def _read_versions(reader: DlibReader) -> None:
    """Layers open from the output inwards: 2 for a layer, 1 for a tag or a skip, 3 for the innermost."""
    tail = [2, 2]  # projection, pooling over everything
    for _, halves in reversed(_BLOCKS):
        tail += [2, 2, 2, 1, 1, 2, 2, 2, 2, 2, 1] if halves else [2, 2, 2, 2, 2, 2, 2, 1]
    for version in [*tail, 2, 2, 2, 3]:  # pooling, relu, affine, convolution
        reader.expect(version, "layer version")


def _read_input(reader: DlibReader) -> tuple[float, float, float]:
    _expect_name(reader, "input_rgb_image_sized")
    mean = (reader.number(), reader.number(), reader.number())
    reader.expect(CHIP, "rows")
    reader.expect(CHIP, "columns")
    return mean


def _read_convolution(
    reader: DlibReader, window: int, stride: int, *, innermost: bool = False
) -> Convolution:
    """A convolution with the affine after it: gamma (w x + b) + beta = (gamma w) x + (gamma b + beta)."""
    _expect_name(reader, "con_4")
    parameters = reader.tensor().ravel().astype(np.float64)
    filters = reader.integer()
    for value, what in ((window, "rows"), (window, "columns"), (stride, "stride"), (stride, "stride")):
        reader.expect(value, what)
    padding = 1 if window == 3 and stride == 1 else 0
    reader.expect(padding, "padding")
    reader.expect(padding, "padding")
    shape, bias_shape = reader.alias(), reader.alias()
    depth = shape[1]
    if shape != [filters, depth, window, window] or bias_shape != [1, filters, 1, 1]:
        raise reader.refuse(f"filters of shape {shape}, bias of shape {bias_shape}")
    if parameters.size != filters * (depth * window * window + 1):
        raise reader.refuse(f"{parameters.size} parameters for filters of shape {shape}")
    _skip_numbers(reader, 4)
    _skip_state(reader, innermost=innermost)
    gamma, beta = _read_affine(reader, filters)
    weights, bias = parameters[:-filters].reshape(shape), parameters[-filters:]
    return Convolution(weights * gamma[:, None, None, None], bias * gamma + beta, stride, padding)


def _read_affine(reader: DlibReader, channels: int) -> tuple[Floats, Floats]:
    _expect_name(reader, "affine_")
    parameters = reader.tensor().ravel().astype(np.float64)
    views = [reader.alias(), reader.alias()]
    reader.expect(0, "affine mode")  # 0: one gain a channel
    if views != [[1, channels, 1, 1]] * 2 or parameters.size != 2 * channels:
        raise reader.refuse(f"affine of {parameters.size} parameters for {channels} channels")
    _skip_state(reader)
    return parameters[:channels], parameters[channels:]


def _read_pooling(reader: DlibReader, name: str, window: int, stride: int) -> None:
    _expect_name(reader, name)
    for value in (window, window, stride, stride, 0, 0):
        reader.expect(value, "pooling figure")
    _skip_state(reader)


def _read_projection(reader: DlibReader) -> Tensor:
    _expect_name(reader, "fc_2")
    reader.expect(DESCRIPTOR, "outputs")
    reader.expect(256, "inputs")
    weights = reader.tensor()
    if weights.shape != (256, DESCRIPTOR, 1, 1):
        raise reader.refuse(f"projection of shape {weights.shape}")
    reader.alias()
    reader.alias()
    reader.expect(1, "bias mode")  # 1: no bias
    _skip_numbers(reader, 4)
    _skip_state(reader)
    return weights[:, :, 0, 0]


def _skip_plain(reader: DlibReader, name: str) -> None:
    _expect_name(reader, name)
    _skip_state(reader)


def _skip_numbers(reader: DlibReader, count: int) -> None:
    """Learning rates and weight decays."""
    for _ in range(count):
        reader.number()


def _skip_state(reader: DlibReader, *, innermost: bool = False) -> None:
    """What training left behind: three flags, three tensors; the innermost layer adds a factor."""
    for _ in range(3):
        reader.boolean()
    for _ in range(3):
        reader.tensor()
    if innermost:
        reader.expect(1, "expansion factor")


def _expect_name(reader: DlibReader, name: str) -> None:
    found = reader.text()
    if found != name:
        raise reader.refuse(f"layer {found!r} where {name!r} belongs")
