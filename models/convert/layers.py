"""The layers of convolutional networks, in the words of their papers, as ONNX nodes.

Tensors are (N, C, H, W) unless a method says channels last. Windows are (out, in, rows, columns) or, of a
depthwise convolution, (channels, 1, rows, columns); pointwise matrices are (in, out).
"""

import numpy as np

from models.convert.folding import Weights
from models.convert.graph import Graph

_NORM_EPSILON = 1e-3  # Keras' default in LayerNormalization


class Layers(Graph):
    """A graph under construction, layer by layer; every method returns its output's name."""

    def convolve(
        self, x: str, window: Weights, bias: Weights, dilation: int = 1, *, cut_out: bool = False
    ) -> str:
        """A convolution that keeps the size, zeros around; or of a cut-out, whose rim it needs and loses."""
        reach = 0 if cut_out else dilation * (window.shape[-1] // 2)
        return self.add(
            "Conv", x, self.floats(window), self.floats(bias), dilations=[dilation] * 2, pads=[reach] * 4
        )

    def depthwise(self, x: str, window: Weights, *, cut_out: bool = False) -> str:
        """A convolution of each channel by itself, without bias."""
        reach = 0 if cut_out else window.shape[-1] // 2
        return self.add("Conv", x, self.floats(window), group=window.shape[0], pads=[reach] * 4)

    def pointwise(self, x: str, matrix: Weights, bias: Weights) -> str:
        """A 1 x 1 convolution."""
        return self.convolve(x, matrix.T[:, :, None, None], bias)

    def gelu(self, x: str) -> str:
        """The exact one, by the error function."""
        return self.add("Gelu", x)

    def norm_last(self, x: str, gain: Weights, offset: Weights) -> str:
        """Layer normalisation over the channels, channels last."""
        return self.add(
            "LayerNormalization", x, self.floats(gain), self.floats(offset), axis=-1, epsilon=_NORM_EPSILON
        )

    def norm(self, x: str, gain: Weights, offset: Weights) -> str:
        """Layer normalisation over the channels. Two transpositions and ONNX Runtime's one kernel cost half
        of what the same norm costs from reductions over (N, C, H, W)."""
        return self.channels_first(self.norm_last(self.channels_last(x), gain, offset))

    def norm_gelu(self, x: str, gain: Weights, offset: Weights) -> str:
        """gelu(norm(x)), transposed last: ONNX Runtime then does it on the way into its blocked layout."""
        return self.channels_first(self.gelu(self.norm_last(self.channels_last(x), gain, offset)))

    def pool(self, kind: str, x: str) -> str:
        """2 x 2 with stride 2: kind is MaxPool or AveragePool."""
        return self.add(kind, x, kernel_shape=[2, 2], strides=[2, 2])

    def halve(self, x: str) -> str:
        """The first half of the channels by their maximum, the second by their mean, of 2 x 2."""
        strong, mean = self.split(x, 2, axis=1)
        return self.concatenate(self.pool("MaxPool", strong), self.pool("AveragePool", mean), axis=1)

    def double(self, x: str) -> str:
        """Every pixel repeated to 2 x 2."""
        scales = self.floats(np.array([1.0, 1.0, 2.0, 2.0]))
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return self.add("Resize", x, "", scales, **how)

    def concatenate(self, *parts: str, axis: int) -> str:
        """One after the other along an axis; a single part as it is."""
        return self.add("Concat", *parts, axis=axis) if len(parts) > 1 else parts[0]

    def split(self, x: str, parts: int, axis: int) -> list[str]:
        """Equal parts along an axis; the whole as it is where one is asked for."""
        return self.add_many("Split", x, outputs=parts, axis=axis, num_outputs=parts) if parts > 1 else [x]

    def first(self, x: str, channels: int) -> str:
        """The first channels alone."""
        return self.add("Slice", x, *(self.integers([value]) for value in (0, channels, 1)))

    def within(self, x: str, rim: int) -> str:
        """Without so many pixels on each side."""
        start, end, axes = [rim, rim], [-rim, -rim], [2, 3]
        return self.add("Slice", x, *(self.integers(values) for values in (start, end, axes)))

    def channels_last(self, x: str) -> str:
        """(N, C, H, W) -> (N, H, W, C)."""
        return self.add("Transpose", x, perm=[0, 2, 3, 1])

    def channels_first(self, x: str) -> str:
        """(N, H, W, C) -> (N, C, H, W)."""
        return self.add("Transpose", x, perm=[0, 3, 1, 2])
