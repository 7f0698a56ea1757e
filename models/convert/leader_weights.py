"""LEADER's published weights (pyfing, LEADER.weights.h5), by the name of each layer.

Keras stores a layer's weights under its class and a counter (layers/conv2d_7/vars/0), counted in the
order in which the model lists its layers. The tables below are that order, so that a name's place in its
table is its counter.
"""

import io

import h5py
import numpy as np

from models.convert.folding import Weights
from models.errors import ModelRefused


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split())}


_CONVOLUTIONS = _numbered("""
    stem0_conv stem0_dilated_conv stem1_conv stem1_dilated_conv
    attention_conv_d1 attention_conv_d3 attention_conv_d6 attention_s
    enc1_0_conv_exp enc1_0_conv_red enc1_0_conv_adj enc1_1_conv_exp enc1_1_conv_red enc1_1_conv_adj
    enc1_2_conv_exp enc1_2_conv_red enc1_2_conv_adj enc1_3_conv_exp enc1_3_conv_red enc1_3_conv_adj
    dec1_3_conv_exp dec1_3_conv_red dec1_3_conv_adj dec1_2_conv_exp dec1_2_conv_red dec1_2_conv_adj
    dec1_1_conv_exp dec1_1_conv_red dec1_1_conv_adj dec1_0_conv_exp dec1_0_conv_red dec1_0_conv_adj
    head_0_conv_exp head_0_conv_red head_1_conv_exp head_0_conv_adj head_1_conv_red head_2_conv_exp
    head_2_conv_red head_1_conv_adj head_0_conv1 head_2_conv_adj head_0_conv2 head_1_conv1
    head_conv_pos head_2_conv1 head_1_conv2 nms_blur head_conv_dir head_2_conv2 head_conv_typ
""")
_NORMS = _numbered("""
    stem0 enc0_0 enc0_1 enc0_2 enc0_3 dec0_3 dec0_2 dec0_1 dec0_0 stem1
    enc1_0 enc1_1 enc1_2 enc1_3 dec1_3 dec1_2 dec1_1 dec1_0
    head_0 head_1 head_2 head_0_tail head_1_tail head_2_tail
""")
_SEPARABLES = _numbered("enc0_0 enc0_1 enc0_2 enc0_3 dec0_3 dec0_2 dec0_1 dec0_0")
_DEPTHWISES = _numbered("enc1_0 enc1_1 enc1_2 enc1_3 dec1_3 dec1_2 dec1_1 dec1_0 head_0 head_1 head_2")


class LeaderWeights:
    """The weights as float64, in the layouts of ONNX. Raises ModelRefused where one is missing or misshapen.

    Convolutions are (out, in, rows, columns), pointwise matrices (in, out), vectors (channels,).
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._layers = h5py.File(io.BytesIO(data), "r")["layers"]
        except (OSError, KeyError) as error:
            raise ModelRefused(f"Not a Keras weight file: {error}") from error

    def convolution(self, name: str, window: int, inputs: int, outputs: int) -> tuple[Weights, Weights]:
        """A convolution's window (outputs, inputs, window, window) and bias (outputs,)."""
        key = _key("conv2d", _CONVOLUTIONS[name])
        kernel = self._read(key, 0, (window, window, inputs, outputs))
        return kernel.transpose(3, 2, 0, 1), self._read(key, 1, (outputs,))

    def pointwise(self, name: str, inputs: int, outputs: int) -> tuple[Weights, Weights]:
        """A 1 x 1 convolution's matrix (inputs, outputs) and bias."""
        key = _key("conv2d", _CONVOLUTIONS[name])
        return self._read(key, 0, (1, 1, inputs, outputs))[0, 0], self._read(key, 1, (outputs,))

    def norm(self, name: str, channels: int) -> tuple[Weights, Weights]:
        """A layer normalisation's gain and offset, (channels,) each."""
        key = _key("layer_normalization", _NORMS[name])
        return self._read(key, 0, (channels,)), self._read(key, 1, (channels,))

    def depthwise(self, name: str, channels: int) -> Weights:
        """A 7 x 7 depthwise window, (channels, 1, 7, 7); it has no bias."""
        kernel = self._read(_key("depthwise_conv2d", _DEPTHWISES[name]), 0, (7, 7, channels, 1))
        return kernel.transpose(2, 3, 0, 1)

    def separable(self, name: str, inputs: int, outputs: int) -> tuple[Weights, Weights, Weights]:
        """A separable convolution: 5 x 5 depthwise window, matrix (inputs, outputs), bias."""
        key = _key("separable_conv2d", _SEPARABLES[name])
        kernel = self._read(key, 0, (5, 5, inputs, 1)).transpose(2, 3, 0, 1)
        return kernel, self._read(key, 1, (1, 1, inputs, outputs))[0, 0], self._read(key, 2, (outputs,))

    def blur(self) -> Weights:
        """The fixed 5 x 5 Gaussian of the non-maximum suppression, (1, 1, 5, 5)."""
        return self._read(_key("conv2d", _CONVOLUTIONS["nms_blur"]), 0, (5, 5, 1, 1)).transpose(3, 2, 0, 1)

    def _read(self, layer: str, number: int, shape: tuple[int, ...]) -> Weights:
        try:
            values = np.asarray(self._layers[f"{layer}/vars/{number}"], dtype=np.float64)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ModelRefused(f"LEADER's weights lack {layer}, part {number}: {error}") from error
        if values.shape != shape:
            raise ModelRefused(
                f"LEADER's {layer}, part {number}, has shape {values.shape} instead of {shape}."
            )
        if not np.isfinite(values).all():
            raise ModelRefused(f"LEADER's {layer}, part {number}, holds a weight that is not finite.")
        return values


def _key(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind
