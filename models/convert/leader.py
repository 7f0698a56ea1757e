"""LEADER's minutiae network: pyfing's published weights -> ONNX, the graph rebuilt layer by layer.

LEADER (Cappelli et al., arXiv 2602.15493): two encoder-decoders joined by an attention gate, then three
heads for position, direction and type of minutiae, and a non-maximum suppression.

Input  `image`     float32 (N, H, W, 1): grey levels 0..255 at 500 dpi, ridges dark, no other
                   normalisation. H and W are multiples of 32: centre the image and fill with the value of
                   its own pixel [0, 0].
Input  `least`     float32 (): the smallest quality that a minutia may have, above 0.
Output `minutiae`  float32 (M, 6), of each minutia: number of the image, row, column; its direction in radians
                   (-pi..pi, along the ridge ending, y upwards: counter-clockwise as seen); probability that
                   it is an ending (>= 0.5) rather than a bifurcation; its quality (0..1). Image by image, row
                   by row. A minutia is where the quality is the largest of 7 x 7 pixels; of more than 1024 in
                   one run only the best are given.

The graph computes what the published one does with less work, by exact algebra in float64 (folding.py):
- direction and type are computed at the minutiae alone (leader_peaks.py);
- gain and offset of a normalisation go into the 1 x 1 convolution that follows it;
- where a bottleneck narrows, its last two 1 x 1 convolutions become one, beside one for the residual;
- the pointwise tail of a head runs before its upsampling, which copies pixels and so commutes with it;
- upsampling and 5 x 5 convolution become one 3 x 3 with four phases and DepthToSpace.
"""

from models.convert.graph import FLOAT, tensor
from models.convert.layers import Layers
from models.convert.leader_bottleneck import Bottleneck, Bottlenecks
from models.convert.leader_peaks import Peaks
from models.convert.leader_weights import LeaderWeights

_CONTEXT = (16, 32, 64, 128)  # channels of the first encoder at 1/2, 1/4, 1/8, 1/16; its decoder mirrors them
_STRIPS = 16  # rows at half size come in multiples of 16

_REFINEMENT = (  # second encoder, at 1/2, 1/4, 1/8, 1/16
    Bottleneck("enc1_0", 64, 32, strips=_STRIPS),
    Bottleneck("enc1_1", 32, 64),
    Bottleneck("enc1_2", 64, 128),
    Bottleneck("enc1_3", 128, 32),
)
_RETURN = (  # its decoder, at 1/32, 1/16, 1/8, 1/4
    Bottleneck("dec1_3", 32, 27),
    Bottleneck("dec1_2", 59, 91, below=27),
    Bottleneck("dec1_1", 219, 42, below=91),
    Bottleneck("dec1_0", 106, 20, below=42),
)


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
        found = Peaks(self._net, self._weights, _STRIPS).minutiae(features, "least")
        return self._net.serialise(
            [tensor("image", FLOAT, ["N", "H", "W", 1]), tensor("least", FLOAT, [])],
            tensor("minutiae", FLOAT, ["M", 6]),
            found,
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
        views = [
            net.convolve(context, *weights.convolution(f"attention_conv_d{far}", 3, 32, 16), dilation=far)
            for far in (1, 3, 6)
        ]
        seen = net.gelu(net.concatenate(*views, axis=1))
        weight = net.add("Sigmoid", net.pointwise(seen, *weights.pointwise("attention_s", 48, 32)))
        return net.add("Mul", context, weight)

    def _refinement(self, x: str) -> str:
        """Second encoder-decoder, of inverse bottlenecks. Output: 52 channels at 1/2."""
        skips, bottlenecks = [], Bottlenecks(self._net, self._weights)
        for block in _REFINEMENT:
            skips.append(bottlenecks.add(block, x))
            x = self._net.halve(skips[-1])
        for block in _RETURN:
            below = self._net.double(bottlenecks.add(block, x))
            x = self._net.concatenate(skips.pop(), below, axis=1)
        return x

    def _separable(self, x: str, name: str, inputs: int, outputs: int) -> str:
        window, matrix, bias = self._weights.separable(name, inputs, outputs)
        x = self._net.pointwise(self._net.depthwise(x, window), matrix, bias)
        return self._net.norm_gelu(x, *self._weights.norm(name, outputs))

    def _join(self, x: str, skip: str) -> str:
        return self._net.concatenate(self._net.double(x), skip, axis=1)
