"""LEADER's answer: where minutiae are is told from the whole map, what they are at those places alone.

Direction and kind are read at peaks of the position's quality and nowhere else. So their two heads see only
9 x 9 pixels of the features (at half size) around each peak, which is all that a peak's answer depends on:
the last convolution's 3 x 3, seen through the head's 7 x 7. The arithmetic is the published one.
"""

from math import pi

import numpy as np

from models.convert.folding import over_doubled
from models.convert.graph import FLOAT
from models.convert.layers import Layers
from models.convert.leader_bottleneck import REACH, Bottleneck, Bottlenecks
from models.convert.leader_weights import LeaderWeights

_FEATURES = 52  # channels, of which ...
_BELOW = 20  # ... come from the level below
_FRAME = REACH + 1  # pixels at half size on each side of a peak
_MOST = 1024  # minutiae of one run: a crafted image could have thousands, at 17 KB of features each
_TINIEST = 1e-37  # keeps 0/0 out of the direction; far below any value that the network gives


class Peaks:
    """The three heads. strips: into how many the position's head is cut."""

    def __init__(self, net: Layers, weights: LeaderWeights, strips: int) -> None:
        self._net = net
        self._weights = weights
        self._strips = strips

    def minutiae(self, features: str, least: str) -> str:
        """(N, 52, H/2, W/2) -> (M, 6): image, row, column, direction, probability of an ending, quality.

        least: the name of the smallest quality that a minutia has.
        """
        net = self._net
        quality = self._local_maxima(self._probability(features))
        places = _places(net, quality, least)
        around = _Surroundings(net, features, places)
        direction = _angle(net, self._at_peaks(around, "head_1", "head_conv_dir", 2))
        ending = net.add("Sigmoid", self._at_peaks(around, "head_2", "head_conv_typ", 1))
        image, _, where = net.add_many("Split", places, net.integers([1, 1, 2]), outputs=3, axis=1)
        place = net.add("Cast", net.concatenate(image, where, axis=1), to=FLOAT)
        height = net.add("Unsqueeze", net.add("GatherND", quality, places), net.integers([1]))
        return net.concatenate(place, direction, ending, height, axis=1)

    def _probability(self, features: str) -> str:
        """That a minutia is here, of each pixel. Upsampling by repetition and 5 x 5 window in one step."""
        head = self._head(features, "head_0", self._strips)
        window, bias = self._weights.convolution("head_conv_pos", 5, 4, 1)
        phases = self._net.convolve(head, over_doubled(window), np.tile(bias, 4))
        return self._net.add("Sigmoid", self._net.add("DepthToSpace", phases, blocksize=2, mode="DCR"))

    def _local_maxima(self, probability: str) -> str:
        """The blurred probability where it is the largest of its 7 x 7 neighbours, else 0."""
        net = self._net
        blurred = net.add("Conv", probability, net.floats(self._weights.blur()), pads=[2] * 4)
        columns = net.add("MaxPool", blurred, kernel_shape=[7, 1], pads=[3, 0, 3, 0])
        largest = net.add("MaxPool", columns, kernel_shape=[1, 7], pads=[0, 3, 0, 3])
        return net.add("Where", net.add("Equal", blurred, largest), blurred, net.floats(0.0))

    def _at_peaks(self, around: "_Surroundings", head: str, last: str, planes: int) -> str:
        """(M, planes): what one head says of each peak."""
        net = self._net
        window, bias = self._weights.convolution(last, 5, 4, planes)
        seen = self._head(around.features, head, cut_out=True)
        seen = net.add("Where", around.on_map, seen, net.floats(0.0))
        phases = net.convolve(seen, over_doubled(window), np.tile(bias, 4), cut_out=True)
        four = net.add("Reshape", phases, net.integers([-1, 4, planes]))
        return net.add("GatherND", four, around.quarter, batch_dims=1)

    def _head(self, x: str, name: str, strips: int = 1, *, cut_out: bool = False) -> str:
        """One head up to its last convolution, at half size: 4 channels."""
        net, weights = self._net, self._weights
        block = Bottleneck(name, _FEATURES, 6, _BELOW, strips)
        tail = weights.pointwise(f"{name}_conv1", 6, 4)
        x = Bottlenecks(net, weights).add(block, x, tail, cut_out=cut_out)
        x = net.norm(x, *weights.norm(f"{name}_tail", 4))
        return net.gelu(net.pointwise(x, *weights.pointwise(f"{name}_conv2", 4, 4)))


class _Surroundings:
    """What lies around each peak, at half size.

    features: (M, 52, 9, 9), zeros beyond the map. on_map: bool (M, 1, 3, 3), of the inner pixels.
    quarter: (M, 1), which of the four full-size pixels of a pixel at half size the peak is.
    """

    def __init__(self, net: Layers, features: str, places: str) -> None:
        image, _, row, column = net.split(net.add("Unsqueeze", places, net.integers([2])), 4, axis=1)
        two = net.integers([2])
        upper, left = net.add("Div", row, two), net.add("Div", column, two)
        height, width = (net.add("Shape", features, start=axis, end=axis + 1) for axis in (2, 3))
        self.features = _cut_out(net, features, (image, upper, left), (height, width))
        rows = net.add("Add", upper, net.integers([-1, 0, 1], shape=(1, 3, 1)))
        columns = net.add("Add", left, net.integers([-1, 0, 1], shape=(1, 1, 3)))
        inside = net.add("And", _between(net, rows, height), _between(net, columns, width))
        self.on_map = net.add("Unsqueeze", inside, net.integers([1]))
        phase = net.add("Add", net.add("Mul", net.add("Mod", row, two), two), net.add("Mod", column, two))
        self.quarter = net.add("Squeeze", phase, net.integers([2]))


def _cut_out(net: Layers, features: str, middle: tuple[str, str, str], size: tuple[str, str]) -> str:
    """(M, 52, 9, 9) around (M, 1, 1) image, row and column of a map of this height and width."""
    image, upper, left = middle
    span, frame = 2 * _FRAME + 1, net.integers([2 * _FRAME])
    height, width = (net.add("Add", side, frame) for side in size)
    rows = net.add("Add", upper, net.integers(range(span), shape=(1, span, 1)))
    columns = net.add("Add", left, net.integers(range(span), shape=(1, 1, span)))
    line = net.add("Add", net.add("Mul", image, height), rows)
    index = net.add("Add", net.add("Mul", line, width), columns)
    framed = net.add("Pad", net.channels_last(features), net.integers([0, _FRAME, _FRAME, 0] * 2))
    pixels = net.add("Reshape", framed, net.integers([-1, _FEATURES]))
    return net.channels_first(net.add("Gather", pixels, index, axis=0))


def _places(net: Layers, quality: str, least: str) -> str:
    """(M, 4): image, 0, row, column of each peak; of too many, those of the highest quality."""
    peaks = net.add("Transpose", net.add("NonZero", net.add("GreaterOrEqual", quality, least)), perm=[1, 0])
    count = net.add("Min", net.add("Shape", peaks, end=1), net.integers([_MOST]))
    _, best = net.add_many("TopK", net.add("GatherND", quality, peaks), count, outputs=2, sorted=0)
    _, in_order = net.add_many("TopK", best, count, outputs=2, largest=0)
    return net.add("Gather", peaks, net.add("Gather", best, in_order))


def _between(net: Layers, places: str, end: str) -> str:
    """Bool: 0 <= places < end."""
    return net.add("And", net.add("GreaterOrEqual", places, net.integers([0])), net.add("Less", places, end))


def _angle(net: Layers, direction: str) -> str:
    """(M, 1): atan2 of (M, 2) cosine, sine."""
    cosine, sine = net.split(direction, 2, axis=1)
    slope = net.add("Div", sine, net.add("Add", cosine, net.floats(_TINIEST)))
    zero = net.floats(0.0)
    half_turn = net.add("Where", net.add("Less", sine, zero), net.floats(-pi), net.floats(pi))
    leftwards = net.add("Where", net.add("Less", cosine, zero), half_turn, zero)
    return net.add("Add", net.add("Atan", slope), leftwards)
