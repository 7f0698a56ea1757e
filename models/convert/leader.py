"""LEADER's minutiae network: pyfing's published weights -> ONNX, the graph rebuilt layer by layer.

LEADER (Cappelli et al., arXiv 2602.15493): two encoder-decoders joined by an attention gate, then three
heads for position, direction and type of minutiae, and a non-maximum suppression.

Input  `image`     float32 (N, H, W, 1): grey levels 0..255 at 500 dpi, ridges dark, no other
                   normalisation. H and W are multiples of 32: centre the image and fill with the value of
                   its own pixel [0, 0].
Output `minutiae`  float32 (N, H, W, 4), for each pixel: probability of a minutia here; its direction in
                   radians (-pi..pi, along the ridge ending, y upwards: counter-clockwise as seen);
                   probability that it is an ending (>= 0.5) rather than a bifurcation; its quality (0..1),
                   which is 0 everywhere but at local maxima. The minutiae are the pixels whose quality
                   reaches a threshold.

The graph computes what the published one does with less work, by exact algebra in float64 (folding.py):
- gain and offset of a normalisation go into the 1 x 1 convolution that follows it;
- where a bottleneck narrows, its last two 1 x 1 convolutions become one, beside one for the residual;
- the pointwise tail of a head runs before its upsampling, which copies pixels and so commutes with it;
- upsampling and 5 x 5 convolution become one 3 x 3 with four phases and DepthToSpace.
"""

from math import pi

import numpy as np

from models.convert.folding import Weights, before_gain, in_sequence, over_doubled
from models.convert.graph import FLOAT, Graph, tensor
from models.convert.leader_weights import LeaderWeights

_CONTEXT = (16, 32, 64, 128)  # channels of the first encoder at 1/2, 1/4, 1/8, 1/16; its decoder mirrors them
_REFINEMENT_IN = (64, 32, 64, 128)  # channels into and out of the second encoder's blocks
_REFINEMENT_OUT = (32, 64, 128, 32)
_RETURN_IN = (106, 219, 59, 32)  # channels into and out of the second decoder's blocks, finest first
_RETURN_OUT = (20, 42, 91, 27)
_HEAD_IN = 52
_EPSILON = 1e-3  # Keras' default in LayerNormalization
_TINIEST = 1e-37  # keeps 0/0 out of the direction; far below any value that the network gives


def convert(data: bytes) -> bytes:
    """The .weights.h5 file's bytes -> ONNX bytes. Raises ModelRefused where the file is not LEADER's."""
    return _Leader(LeaderWeights(data)).write()


class _Leader:
    """The network under construction: each method appends one named part and returns its output."""

    def __init__(self, weights: LeaderWeights) -> None:
        self._weights = weights
        self._graph = Graph("leader")

    def write(self) -> bytes:
        image = self._graph.add("Transpose", "image", perm=[0, 3, 1, 2])
        coarse = self._stem(image, "stem0", 8, "MaxPool")
        fine = self._stem(image, "stem1", 16, "AveragePool")
        context = self._context(coarse)
        gated = self._graph.add("Concat", self._gate(context), fine, axis=1)
        features = self._refinement(gated)
        position, direction, kind = (self._head(features, number) for number in range(3))
        probability = self._graph.add("Sigmoid", self._full_size(position, "head_conv_pos", 1))
        angle = self._angle(self._full_size(direction, "head_conv_dir", 2))
        ending = self._graph.add("Sigmoid", self._full_size(kind, "head_conv_typ", 1))
        quality = self._local_maxima(probability)
        planes = self._graph.add("Concat", probability, angle, ending, quality, axis=1)
        return self._graph.serialise(
            tensor("image", FLOAT, ["N", "H", "W", 1]),
            tensor("minutiae", FLOAT, ["N", "H", "W", 4]),
            self._graph.add("Transpose", planes, perm=[0, 2, 3, 1]),
        )

    def _stem(self, image: str, name: str, filters: int, pooling: str) -> str:
        near = self._convolve(image, *self._weights.convolution(f"{name}_conv", 5, 1, filters))
        far = self._convolve(image, *self._weights.convolution(f"{name}_dilated_conv", 5, 1, filters), dilation=2)
        both = self._graph.add("Concat", near, far, axis=1)
        return self._pool(pooling, self._gelu(self._normalise(both, *self._weights.norm(name, 2 * filters))))

    def _context(self, x: str) -> str:
        """First encoder-decoder: what kind of place each pixel lies in. Output: 32 channels at 1/2."""
        skips, inputs = [], 16
        for level, outputs in enumerate(_CONTEXT):
            skips.append(self._separable(x, f"enc0_{level}", inputs, outputs))
            x, inputs = self._halve(skips[-1]), outputs
        for level in reversed(range(4)):
            x = self._double(self._separable(x, f"dec0_{level}", inputs, _CONTEXT[level]), skips[level])
            inputs = 2 * _CONTEXT[level]
        return x

    def _gate(self, context: str) -> str:
        """Attention: the context, each channel weighted by what three dilated windows see."""
        views = [
            self._gelu(self._convolve(context, *self._weights.convolution(f"attention_conv_d{d}", 3, 32, 16), dilation=d))
            for d in (1, 3, 6)
        ]
        seen = self._graph.add("Concat", *views, axis=1)
        weight = self._graph.add("Sigmoid", self._pointwise(seen, *self._weights.pointwise("attention_s", 48, 32)))
        return self._graph.add("Mul", context, weight)

    def _refinement(self, x: str) -> str:
        """Second encoder-decoder, of inverse bottlenecks. Output: 52 channels at 1/2."""
        skips = []
        for level in range(4):
            skips.append(self._bottleneck(x, f"enc1_{level}", _REFINEMENT_IN[level], _REFINEMENT_OUT[level]))
            x = self._halve(skips[-1])
        for level in reversed(range(4)):
            x = self._double(self._bottleneck(x, f"dec1_{level}", _RETURN_IN[level], _RETURN_OUT[level]), skips[level])
        return x

    def _head(self, features: str, number: int) -> str:
        """One head up to its last convolution, at half size: 4 channels."""
        name = f"head_{number}"
        tail = self._weights.pointwise(f"{name}_conv1", 6, 4)
        x = self._bottleneck(features, name, _HEAD_IN, 6, tail)
        x = self._normalise(x, *self._weights.norm(f"{name}_tail", 4))
        return self._gelu(self._pointwise(x, *self._weights.pointwise(f"{name}_conv2", 4, 4)))

    def _full_size(self, head: str, name: str, planes: int) -> str:
        """Upsampling by repetition and 5 x 5 convolution, in one step."""
        window, bias = self._weights.convolution(name, 5, 4, planes)
        phases = self._convolve(head, over_doubled(window), np.tile(bias, 4))
        return self._graph.add("DepthToSpace", phases, blocksize=2, mode="DCR")

    def _angle(self, direction: str) -> str:
        """atan2 of (cosine, sine) planes."""
        graph = self._graph
        cosine, sine = graph.split("Split", direction, outputs=2, axis=1, num_outputs=2)
        slope = graph.add("Div", sine, graph.add("Add", cosine, graph.floats(_TINIEST)))
        zero = graph.floats(0.0)
        half_turn = graph.add("Where", graph.add("Less", sine, zero), graph.floats(-pi), graph.floats(pi))
        leftwards = graph.add("Where", graph.add("Less", cosine, zero), half_turn, zero)
        return graph.add("Add", graph.add("Atan", slope), leftwards)

    def _local_maxima(self, probability: str) -> str:
        """The blurred probability where it is the largest of its 7 x 7 neighbours, else 0."""
        graph = self._graph
        blurred = graph.add("Conv", probability, graph.floats(self._weights.blur()), pads=[2] * 4)
        columns = graph.add("MaxPool", blurred, kernel_shape=[7, 1], pads=[3, 0, 3, 0])
        largest = graph.add("MaxPool", columns, kernel_shape=[1, 7], pads=[0, 3, 0, 3])
        return graph.add("Where", graph.add("Equal", blurred, largest), blurred, graph.floats(0.0))

    def _separable(self, x: str, name: str, inputs: int, outputs: int) -> str:
        window, matrix, bias = self._weights.separable(name, inputs, outputs)
        x = self._pointwise(self._depthwise(x, window), matrix, bias)
        return self._gelu(self._normalise(x, *self._weights.norm(name, outputs)))

    def _bottleneck(
        self, x: str, name: str, inputs: int, outputs: int, tail: tuple[Weights, Weights] | None = None
    ) -> str:
        """Inverse bottleneck: adjust(x + reduce(gelu(expand(norm(depthwise(x)))))), then `tail` if given."""
        graph, weights = self._graph, self._weights
        expand = before_gain(*weights.norm(name, inputs), *weights.pointwise(f"{name}_conv_exp", inputs, 4 * inputs))
        reduce = weights.pointwise(f"{name}_conv_red", 4 * inputs, inputs)
        adjust = weights.pointwise(f"{name}_conv_adj", inputs, outputs)
        if tail is not None:
            adjust = in_sequence(*adjust, *tail)
        y = graph.add("Transpose", self._depthwise(x, weights.depthwise(name, inputs)), perm=[0, 2, 3, 1])
        y = self._norm(y, np.ones(inputs), np.zeros(inputs))
        y = graph.add("Add", graph.add("MatMul", y, graph.floats(expand[0])), graph.floats(expand[1]))
        y = self._gelu(y)
        if outputs <= inputs:
            reduced, bias = in_sequence(*reduce, *adjust)
            y = graph.add("Transpose", graph.add("MatMul", y, graph.floats(reduced)), perm=[0, 3, 1, 2])
            return graph.add("Add", y, self._pointwise(x, adjust[0], bias))
        y = graph.add("Transpose", graph.add("MatMul", y, graph.floats(reduce[0])), perm=[0, 3, 1, 2])
        _, bias = in_sequence(*reduce, *adjust)
        return self._pointwise(graph.add("Add", y, x), adjust[0], bias)

    def _normalise(self, x: str, gain: Weights, offset: Weights) -> str:
        """Layer normalisation over the channels of (N, C, H, W)."""
        y = self._norm(self._graph.add("Transpose", x, perm=[0, 2, 3, 1]), gain, offset)
        return self._graph.add("Transpose", y, perm=[0, 3, 1, 2])

    def _norm(self, x: str, gain: Weights, offset: Weights) -> str:
        graph = self._graph
        return graph.add(
            "LayerNormalization", x, graph.floats(gain), graph.floats(offset), axis=-1, epsilon=_EPSILON
        )

    def _halve(self, x: str) -> str:
        """The first half of the channels by their maximum, the second by their mean, of 2 x 2."""
        strong, mean = self._graph.split("Split", x, outputs=2, axis=1, num_outputs=2)
        return self._graph.add("Concat", self._pool("MaxPool", strong), self._pool("AveragePool", mean), axis=1)

    def _double(self, x: str, skip: str) -> str:
        scales = self._graph.floats(np.array([1.0, 1.0, 2.0, 2.0]))
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return self._graph.add("Concat", self._graph.add("Resize", x, "", scales, **how), skip, axis=1)

    def _pool(self, kind: str, x: str) -> str:
        return self._graph.add(kind, x, kernel_shape=[2, 2], strides=[2, 2])

    def _gelu(self, x: str) -> str:
        return self._graph.add("Gelu", x)

    def _pointwise(self, x: str, matrix: Weights, bias: Weights) -> str:
        return self._convolve(x, matrix.T[:, :, None, None], bias)

    def _depthwise(self, x: str, window: Weights) -> str:
        reach = window.shape[-1] // 2
        return self._graph.add("Conv", x, self._graph.floats(window), group=window.shape[0], pads=[reach] * 4)

    def _convolve(self, x: str, window: Weights, bias: Weights, dilation: int = 1) -> str:
        graph, reach = self._graph, dilation * (window.shape[-1] // 2)
        return graph.add(
            "Conv", x, graph.floats(window), graph.floats(bias), dilations=[dilation] * 2, pads=[reach] * 4
        )
