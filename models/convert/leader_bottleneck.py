"""LEADER's inverse bottleneck: adjust(x + reduce(gelu(expand(norm(depthwise(x)))))), folded, in strips.

After an upsampling a bottleneck sees two things joined: what comes from the level below, and the skip of its
own level. Their published order is below, skip; here it is skip, below, zeros, because ONNX Runtime's blocked
depthwise convolution takes only numbers of channels that 4 divides; any other is three times as slow.
"""

from dataclasses import dataclass

import numpy as np

from models.convert.folding import Weights, before_gain, in_sequence
from models.convert.layers import Layers
from models.convert.leader_weights import LeaderWeights

REACH = 3  # pixels that its 7 x 7 window sees on each side
_DIVISOR = 4


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Its layers' name; channels in and out, and how many of those in come from below; strips of rows into
    which its middle is cut."""

    name: str
    inputs: int
    outputs: int
    below: int = 0
    strips: int = 1


@dataclass(frozen=True, slots=True)
class _Folded:
    """Weights in our order of channels: the window, the product that widens, the one that narrows, the one
    beside them, and the bias of the last two. apart: the narrowing gives the output itself."""

    window: Weights
    widen: tuple[Weights, Weights]
    narrow: Weights
    beside: Weights
    bias: Weights
    apart: bool


class Bottlenecks:
    """Appends bottlenecks to a network."""

    def __init__(self, net: Layers, weights: LeaderWeights) -> None:
        self._net = net
        self._weights = weights

    def add(
        self,
        block: Bottleneck,
        x: str,
        tail: tuple[Weights, Weights] | None = None,
        *,
        cut_out: bool = False,
    ) -> str:
        """Append one and the pointwise `tail` behind it, if given; returns the output's name.

        x: (N, channels, H, W). cut_out: x is cut out of a larger map, and the result is smaller by REACH on
        each side; otherwise zeros surround it.
        """
        net, folded = self._net, _fold(self._weights, block, tail)
        seen = net.depthwise(x, folded.window, cut_out=cut_out)
        if folded.window.shape[0] > block.inputs:
            seen = net.first(seen, block.inputs)
        added = net.channels_first(_middle(net, net.channels_last(seen), folded, block.strips))
        if cut_out:
            x = net.within(x, REACH)
        if folded.apart:
            return net.add("Add", added, net.pointwise(x, folded.beside, folded.bias))
        return net.pointwise(net.add("Add", added, x), folded.beside, folded.bias)


def _fold(weights: LeaderWeights, block: Bottleneck, tail: tuple[Weights, Weights] | None) -> _Folded:
    """Gain and offset of the norm go into the product after it. Where the block narrows, its last two
    products become one, with one for the residual beside it."""
    name, inputs, held = block.name, block.inputs, _held(block.inputs)
    window = weights.depthwise(name, inputs)
    norm = weights.norm(name, inputs)
    widen = before_gain(*norm, *weights.pointwise(f"{name}_conv_exp", inputs, 4 * inputs))
    narrow, narrow_bias = weights.pointwise(f"{name}_conv_red", 4 * inputs, inputs)
    adjust, bias = weights.pointwise(f"{name}_conv_adj", inputs, block.outputs)
    if tail is not None:
        adjust, bias = in_sequence(adjust, bias, *tail)
    both, bias = in_sequence(narrow, narrow_bias, adjust, bias)
    outputs = adjust.shape[1] if tail is not None else _held(block.outputs)
    apart = block.outputs <= inputs
    ours = np.roll(np.arange(inputs), -block.below)  # the published places of our channels
    return _Folded(
        window=_grown(window[ours], held, axis=0),
        widen=(widen[0][ours], widen[1]),
        narrow=_grown(both, outputs, axis=1) if apart else _grown(narrow[:, ours], held, axis=1),
        beside=_grown(_grown(adjust[ours], held, axis=0), outputs, axis=1),
        bias=_grown(bias, outputs, axis=0),
        apart=apart,
    )


def _middle(net: Layers, x: str, folded: _Folded, strips: int) -> str:
    """gelu(norm(x) @ widen) @ narrow, channels last, strip by strip: four times the channels are held of one
    strip at a time. A print of 480 x 640 then takes 246 MB instead of 498, and 6 % less time."""
    matrix, bias, narrow = (net.floats(weights) for weights in (*folded.widen, folded.narrow))
    channels = folded.widen[0].shape[0]
    done = []
    for strip in net.split(x, strips, axis=1):
        y = net.add("MatMul", net.norm_last(strip, np.ones(channels), np.zeros(channels)), matrix)
        done.append(net.add("MatMul", net.gelu(net.add("Add", y, bias)), narrow))
    return net.concatenate(*done, axis=1)


def _held(channels: int) -> int:
    return -(-channels // _DIVISOR) * _DIVISOR


def _grown(weights: Weights, length: int, axis: int) -> Weights:
    """With zeros behind, up to this length of the axis."""
    room = [(0, 0)] * weights.ndim
    room[axis] = (0, length - weights.shape[axis])
    return np.pad(weights, room)
