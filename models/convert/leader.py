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

from dataclasses import dataclass
from math import pi

import numpy as np

from models.convert.folding import Weights, before_gain, in_sequence, over_doubled
from models.convert.graph import FLOAT, tensor
from models.convert.layers import Layers
from models.convert.leader_weights import LeaderWeights

_CONTEXT = (16, 32, 64, 128)  # channels of the first encoder at 1/2, 1/4, 1/8, 1/16; its decoder mirrors them
_STRIPS = 16  # rows at half size come in multiples of 16
_TINIEST = 1e-37  # keeps 0/0 out of the direction; far below any value that the network gives


@dataclass(frozen=True, slots=True)
class _Bottleneck:
    """An inverse bottleneck: channels in and out, and into how many strips of rows its middle is cut."""

    name: str
    inputs: int
    outputs: int
    strips: int = 1


_REFINEMENT = (  # second encoder, at 1/2, 1/4, 1/8, 1/16
    _Bottleneck("enc1_0", 64, 32, _STRIPS),
    _Bottleneck("enc1_1", 32, 64),
    _Bottleneck("enc1_2", 64, 128),
    _Bottleneck("enc1_3", 128, 32),
)
_RETURN = (  # its decoder, at 1/32, 1/16, 1/8, 1/4
    _Bottleneck("dec1_3", 32, 27),
    _Bottleneck("dec1_2", 59, 91),
    _Bottleneck("dec1_1", 219, 42),
    _Bottleneck("dec1_0", 106, 20),
)
_HEADS = tuple(_Bottleneck(f"head_{number}", 52, 6, _STRIPS) for number in range(3))


def convert(data: bytes) -> bytes:
    """The .weights.h5 file's bytes -> ONNX bytes. Raises ModelRefused where the file is not LEADER's."""
    return _Leader(LeaderWeights(data)).write()


class _Leader:
    """The network under construction: each method appends one named part and returns its output."""

    def __init__(self, weights: LeaderWeights) -> None:
        self._weights = weights
        self._net = Layers("leader")

    def write(self) -> bytes:
        image = self._net.channels_first("image")
        coarse = self._stem(image, "stem0", 8, "MaxPool")
        fine = self._stem(image, "stem1", 16, "AveragePool")
        context = self._context(coarse)
        gated = self._net.concatenate(self._gate(context), fine, axis=1)
        features = self._refinement(gated)
        position, direction, kind = (self._head(features, block) for block in _HEADS)
        probability = self._net.add("Sigmoid", self._full_size(position, "head_conv_pos", 1))
        angle = self._angle(self._full_size(direction, "head_conv_dir", 2))
        ending = self._net.add("Sigmoid", self._full_size(kind, "head_conv_typ", 1))
        quality = self._local_maxima(probability)
        planes = self._net.concatenate(probability, angle, ending, quality, axis=1)
        return self._net.serialise(
            tensor("image", FLOAT, ["N", "H", "W", 1]),
            tensor("minutiae", FLOAT, ["N", "H", "W", 4]),
            self._net.channels_last(planes),
        )

    def _stem(self, image: str, name: str, filters: int, pooling: str) -> str:
        net, weights = self._net, self._weights
        near = net.convolve(image, *weights.convolution(f"{name}_conv", 5, 1, filters))
        far = net.convolve(image, *weights.convolution(f"{name}_dilated_conv", 5, 1, filters), dilation=2)
        both = net.concatenate(net.channels_last(near), net.channels_last(far), axis=3)
        y = net.gelu(net.norm_last(both, *weights.norm(name, 2 * filters)))
        return net.pool(pooling, net.channels_first(y))

    def _context(self, x: str) -> str:
        """First encoder-decoder: what kind of place each pixel lies in. Output: 32 channels at 1/2."""
        skips, inputs = [], 16
        for level, outputs in enumerate(_CONTEXT):
            skips.append(self._separable(x, f"enc0_{level}", inputs, outputs))
            x, inputs = self._net.halve(skips[-1]), outputs
        for level in reversed(range(4)):
            x = self._join(self._separable(x, f"dec0_{level}", inputs, _CONTEXT[level]), skips[level])
            inputs = 2 * _CONTEXT[level]
        return x

    def _gate(self, context: str) -> str:
        """Attention: the context, each channel weighted by what three dilated windows see."""
        net, weights = self._net, self._weights
        views = []
        for dilation in (1, 3, 6):
            window = weights.convolution(f"attention_conv_d{dilation}", 3, 32, 16)
            views.append(net.gelu(net.convolve(context, *window, dilation=dilation)))
        seen = net.concatenate(*views, axis=1)
        weight = net.add("Sigmoid", net.pointwise(seen, *weights.pointwise("attention_s", 48, 32)))
        return net.add("Mul", context, weight)

    def _refinement(self, x: str) -> str:
        """Second encoder-decoder, of inverse bottlenecks. Output: 52 channels at 1/2."""
        skips = []
        for block in _REFINEMENT:
            skips.append(self._bottleneck(x, block))
            x = self._net.halve(skips[-1])
        for block in _RETURN:
            x = self._join(self._bottleneck(x, block), skips.pop())
        return x

    def _head(self, features: str, block: _Bottleneck) -> str:
        """One head up to its last convolution, at half size: 4 channels."""
        tail = self._weights.pointwise(f"{block.name}_conv1", 6, 4)
        x = self._bottleneck(features, block, tail)
        x = self._net.norm(x, *self._weights.norm(f"{block.name}_tail", 4))
        return self._net.gelu(self._net.pointwise(x, *self._weights.pointwise(f"{block.name}_conv2", 4, 4)))

    def _full_size(self, head: str, name: str, planes: int) -> str:
        """Upsampling by repetition and 5 x 5 convolution, in one step."""
        window, bias = self._weights.convolution(name, 5, 4, planes)
        phases = self._net.convolve(head, over_doubled(window), np.tile(bias, 4))
        return self._net.add("DepthToSpace", phases, blocksize=2, mode="DCR")

    def _angle(self, direction: str) -> str:
        """atan2 of (cosine, sine) planes."""
        net = self._net
        cosine, sine = net.split(direction, 2, axis=1)
        slope = net.add("Div", sine, net.add("Add", cosine, net.floats(_TINIEST)))
        zero = net.floats(0.0)
        half_turn = net.add("Where", net.add("Less", sine, zero), net.floats(-pi), net.floats(pi))
        leftwards = net.add("Where", net.add("Less", cosine, zero), half_turn, zero)
        return net.add("Add", net.add("Atan", slope), leftwards)

    def _local_maxima(self, probability: str) -> str:
        """The blurred probability where it is the largest of its 7 x 7 neighbours, else 0."""
        net = self._net
        blurred = net.add("Conv", probability, net.floats(self._weights.blur()), pads=[2] * 4)
        columns = net.add("MaxPool", blurred, kernel_shape=[7, 1], pads=[3, 0, 3, 0])
        largest = net.add("MaxPool", columns, kernel_shape=[1, 7], pads=[0, 3, 0, 3])
        return net.add("Where", net.add("Equal", blurred, largest), blurred, net.floats(0.0))

    def _separable(self, x: str, name: str, inputs: int, outputs: int) -> str:
        window, matrix, bias = self._weights.separable(name, inputs, outputs)
        x = self._net.pointwise(self._net.depthwise(x, window), matrix, bias)
        return self._net.gelu(self._net.norm(x, *self._weights.norm(name, outputs)))

    def _bottleneck(self, x: str, block: _Bottleneck, tail: tuple[Weights, Weights] | None = None) -> str:
        """adjust(x + reduce(gelu(expand(norm(depthwise(x)))))), then the pointwise `tail` if given."""
        weights, name, inputs = self._weights, block.name, block.inputs
        reduce = weights.pointwise(f"{name}_conv_red", 4 * inputs, inputs)
        adjust = weights.pointwise(f"{name}_conv_adj", inputs, block.outputs)
        if tail is not None:
            adjust = in_sequence(*adjust, *tail)
        reduced, bias = in_sequence(*reduce, *adjust)
        expand = before_gain(
            *weights.norm(name, inputs), *weights.pointwise(f"{name}_conv_exp", inputs, 4 * inputs)
        )
        seen = self._net.channels_last(self._net.depthwise(x, weights.depthwise(name, inputs)))
        if block.outputs <= inputs:
            added = self._net.channels_first(self._middle(seen, expand, reduced, block.strips))
            return self._net.add("Add", added, self._net.pointwise(x, adjust[0], bias))
        added = self._net.channels_first(self._middle(seen, expand, reduce[0], block.strips))
        return self._net.pointwise(self._net.add("Add", added, x), adjust[0], bias)

    def _middle(self, x: str, expand: tuple[Weights, Weights], reduce: Weights, strips: int) -> str:
        """gelu(norm(x) @ expand) @ reduce, channels last, strip by strip: four times the channels are held of
        one strip at a time. A print of 480 x 640 then takes 246 MB instead of 498, and 6 % less time."""
        net, inputs = self._net, expand[0].shape[0]
        matrix, bias, reduced = (net.floats(weights) for weights in (*expand, reduce))
        one, zero = np.ones(inputs), np.zeros(inputs)
        done = []
        for strip in net.split(x, strips, axis=1):
            y = net.add("MatMul", net.norm_last(strip, one, zero), matrix)
            y = net.gelu(net.add("Add", y, bias))
            done.append(net.add("MatMul", y, reduced))
        return net.concatenate(*done, axis=1)

    def _join(self, x: str, skip: str) -> str:
        return self._net.concatenate(self._net.double(x), skip, axis=1)
