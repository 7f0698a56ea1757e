"""A network in OpenVINO's intermediate representation -> ONNX, float32, any number of images at once.

Input  `image`       float32 (N, C, H, W), in the units and the order of channels of the published network.
Output `descriptor`  float32 (N, d): the one output, flattened.

Only what Open Model Zoo's face-reidentification-retail-0095 is made of is taken: convolutions (grouped ones
too), sums, products, PReLU with one slope, sigmoid and pooling over a whole plane. All else is refused by its
name. A sum of a convolution and a number a channel becomes the convolution's bias, and a PReLU with one
slope a LeakyRelu: the same arithmetic, but ONNX Runtime then runs both inside the convolution.
"""

from collections import Counter

import numpy as np
import onnx
from numpy.typing import NDArray

from models.convert.graph import FLOAT, Graph, tensor
from models.convert.openvino_format import Layer, read, whole_numbers
from models.errors import ModelRefused

Values = NDArray[np.float32]


def convert(description: bytes, weights: bytes) -> bytes:
    """The XML and the weights beside it -> ONNX bytes. Raises ModelRefused for any other kind of network."""
    try:
        return _Network(read(description, weights)).written()
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise ModelRefused(f"The layers do not fit together: {error}") from error


class _Network:
    """The layers, what they became, and the graph under construction."""

    def __init__(self, layers: list[Layer]) -> None:
        self._layers = {layer.key: layer for layer in layers}
        self._readers = Counter(key for layer in layers for key in layer.inputs)
        self._net = Graph("network")
        self._values: dict[str, Values] = {}
        self._names: dict[str, str] = {}
        self._biases = self._biases_of_convolutions()

    def written(self) -> bytes:
        """The whole graph, checked by ONNX."""
        source, result = self._one("Parameter"), self._one("Result")
        (last,) = result.inputs
        for layer in self._layers.values():
            self._write(layer)
        output = self._net.add("Flatten", self._name(last), axis=1)
        free: list[int | str] = ["N", *source.shape[1:]]
        length = int(np.prod(self._layers[last].shape[1:]))
        return self._net.serialise(
            [tensor("image", FLOAT, free)], tensor("descriptor", FLOAT, ["N", length]), output
        )

    def _one(self, kind: str) -> Layer:
        found = [layer for layer in self._layers.values() if layer.kind == kind]
        if len(found) != 1 or (kind == "Result" and len(found[0].inputs) != 1):
            raise ModelRefused(f"The network has {len(found)} layers of the kind {kind}, not one.")
        return found[0]

    def _write(self, layer: Layer) -> None:
        """Give the layer its values, where it is constant, or its name in the graph."""
        match layer.kind:
            case "Parameter":
                self._names[layer.key] = self._image(layer)
            case "Const":
                assert layer.values is not None  # noqa: S101 - read so
                self._values[layer.key] = layer.values
            case "Convert":
                self._values[layer.key] = self._decompressed(layer)
            case "Convolution" | "GroupConvolution":
                self._names[layer.key] = self._convolution(layer)
            case "Add" | "Multiply":
                self._names[layer.key] = self._of_two(layer)
            case "PReLU":
                self._names[layer.key] = self._leaky(layer)
            case "Sigmoid":
                self._names[layer.key] = self._net.add("Sigmoid", self._name(self._inputs(layer, 1)[0]))
            case "AvgPool":
                self._names[layer.key] = self._mean(layer)
            case "Result":
                pass
            case _:
                raise ModelRefused(f"Layer {layer.key} is a {layer.kind}: no such layer is converted.")

    def _image(self, layer: Layer) -> str:
        if layer.settings.get("element_type") != "f32" or len(layer.shape) != 4 or layer.shape[0] != 1:
            raise ModelRefused(f"The input is not one float image: {layer.settings}.")
        return "image"

    def _decompressed(self, layer: Layer) -> Values:
        (source,) = self._inputs(layer, 1)
        if layer.settings != {"destination_type": "f32"} or source not in self._values:
            raise ModelRefused(f"Layer {layer.key} converts something else than weights to f32.")
        return self._values[source]

    def _convolution(self, layer: Layer) -> str:
        image, kernel = self._inputs(layer, 2)
        window, groups = self._constant(kernel, layer), 1
        if layer.kind == "GroupConvolution" and window.ndim == 5:
            groups = window.shape[0]
            window = window.reshape(-1, *window.shape[2:])
        if window.ndim != 4 or layer.settings.get("auto_pad") != "explicit":
            raise ModelRefused(f"Layer {layer.key} is no convolution over planes with its own padding.")
        if self._layers[image].shape[1:2] != (groups * window.shape[1],):
            raise ModelRefused(f"Layer {layer.key} is a convolution of another number of channels.")
        bias = self._biases.get(layer.key)
        constants = [self._net.floats(values) for values in (window, bias) if values is not None]
        before, after = (_pair(layer, name) for name in ("pads_begin", "pads_end"))
        return self._net.add(
            "Conv",
            self._name(image),
            *constants,
            dilations=_pair(layer, "dilations"),
            group=groups,
            kernel_shape=list(window.shape[2:]),
            pads=before + after,
            strides=_pair(layer, "strides"),
        )

    def _biases_of_convolutions(self) -> dict[str, Values]:
        """The number a channel that is added to a convolution which nobody else reads."""
        biases = {}
        for layer in self._layers.values():
            if layer.kind != "Add" or len(layer.inputs) != 2:
                continue
            first, second = (self._layers[key] for key in layer.inputs)
            values = next(
                (self._layers[key].values for key in second.inputs if second.kind == "Convert"), None
            )
            channels = first.shape[1:2]
            if (
                first.kind in {"Convolution", "GroupConvolution"}
                and self._readers[first.key] == 1
                and values is not None
                and values.shape == (1, *channels, 1, 1)
            ):
                biases[first.key] = values.reshape(-1)
        return biases

    def _of_two(self, layer: Layer) -> str:
        first, second = self._inputs(layer, 2)
        if layer.settings.get("auto_broadcast") != "numpy":
            raise ModelRefused(f"Layer {layer.key} broadcasts as {layer.settings.get('auto_broadcast')!r}.")
        if layer.kind == "Add" and first in self._biases:
            return self._name(first)
        return self._net.add("Add" if layer.kind == "Add" else "Mul", self._name(first), self._name(second))

    def _leaky(self, layer: Layer) -> str:
        image, slope = self._inputs(layer, 2)
        slopes = self._constant(slope, layer)
        if slopes.size != 1:
            raise ModelRefused(f"Layer {layer.key} has {slopes.size} slopes: one is converted.")
        return self._net.add("LeakyRelu", self._name(image), alpha=float(slopes.flat[0]))

    def _mean(self, layer: Layer) -> str:
        (image,) = self._inputs(layer, 1)
        plane = list(self._layers[image].shape[2:])
        if _pair(layer, "kernel") != plane or any(_pair(layer, "pads_begin") + _pair(layer, "pads_end")):
            raise ModelRefused(f"Layer {layer.key} does not pool over whole planes.")
        return self._net.add("GlobalAveragePool", self._name(image))

    def _inputs(self, layer: Layer, count: int) -> tuple[str, ...]:
        if len(layer.inputs) != count:
            raise ModelRefused(f"Layer {layer.key} is {layer.kind} with {len(layer.inputs)} inputs.")
        return layer.inputs

    def _constant(self, key: str, reader: Layer) -> Values:
        if key not in self._values:
            raise ModelRefused(f"Layer {reader.key} takes its weights from another layer's answer.")
        return self._values[key]

    def _name(self, key: str) -> str:
        """What a layer is called in the graph; constants are stored when first needed."""
        if key not in self._names:
            self._names[key] = self._net.floats(self._values[key])
        return self._names[key]


def _pair(layer: Layer, name: str) -> list[int]:
    """Rows and columns."""
    values = whole_numbers(layer.settings.get(name, ""))
    if len(values) != 2:
        raise ModelRefused(f"Layer {layer.key} has {name}={layer.settings.get(name)!r}.")
    return list(values)
