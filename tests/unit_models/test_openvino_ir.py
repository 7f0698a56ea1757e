"""OpenVINO's networks: what is converted computes what the layers say; anything odd is refused by name."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.convert.openvino_ir import convert
from models.convert.plain_xml import parse
from models.errors import ModelRefused
from models.registry import session_from

Values = NDArray[np.float32]
PUBLISHED = (
    Path(__file__).parents[3] / "shared" / "data" / "models" / "face-reidentification-retail-0095.fp16"
)
SHAPE = (1, 3, 8, 8)


class Description:
    """An IR under construction: as small as its format allows."""

    def __init__(self, image: tuple[int, ...] = SHAPE) -> None:
        self.layers: list[str] = []
        self.edges: list[str] = []
        self.weights = b""
        self.shapes: dict[int, tuple[int, ...]] = {}
        self.fed: dict[int, int] = {}  # by how many others: the number of a layer's output port
        data = f'shape="{_listed(image)}" element_type="f32"'
        self.add("Parameter", data, [], image)

    def add(self, kind: str, data: str, inputs: Sequence[int], shape: tuple[int, ...] | None) -> int:
        """One layer, fed by others; its number."""
        number = len(self.layers)
        ports = "".join(_port(place, self.shapes[source]) for place, source in enumerate(inputs))
        output = "" if shape is None else f"<output>{_port(len(inputs), shape)}</output>"
        self.layers.append(
            f'<layer id="{number}" name="x" type="{kind}" version="opset1">'
            f"{f'<data {data}/>' if data else ''}<input>{ports}</input>{output}</layer>"
        )
        for place, source in enumerate(inputs):
            fed = f'from-layer="{source}" from-port="{self.fed[source]}"'
            self.edges.append(f'<edge {fed} to-layer="{number}" to-port="{place}"/>')
        self.fed[number] = len(inputs)
        if shape is not None:
            self.shapes[number] = shape
        return number

    def constant(self, values: Values) -> int:
        """Half-precision weights, and their conversion to float32."""
        packed = values.astype("<f2").tobytes()
        place = f'offset="{len(self.weights)}" size="{len(packed)}"'
        data = f'element_type="f16" shape="{_listed(values.shape)}" {place}'
        self.weights += packed
        number = self.add("Const", data, [], values.shape)
        return self.add("Convert", 'destination_type="f32"', [number], values.shape)

    def text(self, last: int) -> bytes:
        """The document, its result being one layer's output."""
        self.add("Result", "", [last], None)
        parts = "".join(self.layers), "".join(self.edges)
        return (
            f'<?xml version="1.0"?><net name="n" version="11"><layers>{parts[0]}</layers>'
            f"<edges>{parts[1]}</edges></net>"
        ).encode()


def _listed(shape: Sequence[int]) -> str:
    return ", ".join(map(str, shape))


def _port(number: int, shape: Sequence[int]) -> str:
    return f'<port id="{number}">{"".join(f"<dim>{side}</dim>" for side in shape)}</port>'


WINDOW = (
    'strides="{s}, {s}" dilations="1, 1" pads_begin="{p}, {p}" pads_end="{p}, {p}" auto_pad="explicit"'.format
)
POOL = 'kernel="{k}, {k}" strides="1, 1" pads_begin="0, 0" pads_end="0, 0" exclude-pad="true"'.format
NUMPY = 'auto_broadcast="numpy"'


def numbers(*shape: int, seed: int = 1) -> Values:
    """Numbers that half precision holds exactly."""
    whole = np.random.default_rng(seed).integers(-8, 9, shape)
    return (whole / 8).astype(np.float32)


def answer(description: Description, last: int, image: Values) -> Values:
    """What the converted network gives."""
    session = session_from(convert(description.text(last), description.weights))
    result: Values = session.run(None, {"image": image})[0]
    return result


def convolved(image: Values, window: Values, stride: int, pad: int) -> Values:
    """The definition. image (N, C, H, W), window (out, in, rows, columns)."""
    padded = np.pad(image, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    rows = (padded.shape[2] - window.shape[2]) // stride + 1
    result = np.zeros((len(image), len(window), rows, rows), np.float32)
    for y in range(rows):
        for x in range(rows):
            top, left = stride * y, stride * x
            seen = padded[:, :, top : top + window.shape[2], left : left + window.shape[3]]
            result[:, :, y, x] = np.einsum("nchw,ochw->no", seen, window)
    return result


@pytest.mark.parametrize(("stride", "pad", "side"), [(1, 1, 8), (2, 1, 4), (1, 0, 6)])
def test_a_convolution_with_its_bias(stride: int, pad: int, side: int) -> None:
    net, window, bias = Description(), numbers(5, 3, 3, 3), numbers(1, 5, 1, 1, seed=2)
    made = net.add("Convolution", WINDOW(s=stride, p=pad), [0, net.constant(window)], (1, 5, side, side))
    last = net.add("Add", NUMPY, [made, net.constant(bias)], (1, 5, side, side))
    image = numbers(2, 3, 8, 8, seed=3)
    expected = (convolved(image, window, stride, pad) + bias).reshape(2, -1)
    np.testing.assert_allclose(answer(net, last, image), expected, atol=1e-5)


def test_a_convolution_that_two_layers_read_keeps_its_own_answer() -> None:
    net, window, bias = Description(), numbers(3, 3, 1, 1), numbers(1, 3, 1, 1, seed=2)
    made = net.add("Convolution", WINDOW(s=1, p=0), [0, net.constant(window)], SHAPE)
    shifted = net.add("Add", NUMPY, [made, net.constant(bias)], SHAPE)
    last = net.add("Multiply", NUMPY, [made, shifted], SHAPE)
    image = numbers(*SHAPE, seed=3)
    plain = convolved(image, window, 1, 0)
    np.testing.assert_allclose(answer(net, last, image), (plain * (plain + bias)).reshape(1, -1), atol=1e-5)


def test_groups_of_channels_are_convolved_apart() -> None:
    net, window = Description((1, 4, 8, 8)), numbers(2, 3, 2, 3, 3)  # 2 groups of 2 in, 3 out
    last = net.add("GroupConvolution", WINDOW(s=1, p=1), [0, net.constant(window)], (1, 6, 8, 8))
    image = numbers(1, 4, 8, 8, seed=3)
    halves = [convolved(image[:, 2 * group : 2 * group + 2], window[group], 1, 1) for group in range(2)]
    expected = np.concatenate(halves, axis=1).reshape(1, -1)
    np.testing.assert_allclose(answer(net, last, image), expected, atol=1e-5)


def test_sums_products_slopes_sigmoids_and_means() -> None:
    net, scale, slope = Description(), numbers(1, 3, 1, 1), np.array([0.25], np.float32)
    scaled = net.add("Multiply", NUMPY, [0, net.constant(scale)], SHAPE)
    bent = net.add("PReLU", "", [scaled, net.constant(slope)], SHAPE)
    mean = net.add("AvgPool", POOL(k=8), [bent], (1, 3, 1, 1))
    gate = net.add("Sigmoid", "", [mean], (1, 3, 1, 1))
    last = net.add("Add", NUMPY, [net.add("Multiply", NUMPY, [bent, gate], SHAPE), 0], SHAPE)
    image = numbers(3, 3, 8, 8, seed=3)
    leaky = np.where(image * scale < 0, 0.25, 1) * image * scale
    gated = leaky / (1 + np.exp(-leaky.mean(axis=(2, 3), keepdims=True))) + image
    np.testing.assert_allclose(answer(net, last, image), gated.reshape(3, -1), atol=1e-5)


def test_layers_in_any_order_give_the_same_network() -> None:
    net = Description()
    text = net.text(net.add("Sigmoid", "", [net.add("Multiply", NUMPY, [0, 0], SHAPE)], SHAPE))
    backwards = text.replace("".join(net.layers).encode(), "".join(reversed(net.layers)).encode())
    image = numbers(*SHAPE)
    expected = (1 / (1 + np.exp(-(image**2)))).reshape(1, -1)
    for document in (text, backwards):
        (found,) = session_from(convert(document, b"")).run(None, {"image": image})
        np.testing.assert_allclose(found, expected, atol=1e-6)


def small() -> tuple[bytes, bytes]:
    """A whole network to spoil: multiply by weights, convolve, add a bias."""
    net = Description()
    scaled = net.add("Multiply", NUMPY, [0, net.constant(numbers(1, 3, 1, 1))], SHAPE)
    made = net.add("Convolution", WINDOW(s=1, p=1), [scaled, net.constant(numbers(3, 3, 3, 3))], SHAPE)
    last = net.add("Add", NUMPY, [made, net.constant(numbers(1, 3, 1, 1))], SHAPE)
    return net.text(last), net.weights


SPOILED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "entities": (
        lambda xml: xml.replace(b"<net ", b'<!DOCTYPE net [<!ENTITY a "b">]><net '),
        "document type",
    ),
    "external": (
        lambda xml: xml.replace(b"<net ", b'<!DOCTYPE net SYSTEM "file:///etc/passwd"><net '),
        "type",
    ),
    "cut off": (lambda xml: xml[:-9], "well-formed"),
    "nothing": (lambda _: b"", "well-formed"),
    "not xml": (lambda _: b"\x80\x04\x95pickle", "well-formed"),
    "another root": (lambda xml: xml.replace(b"<net ", b"<not ").replace(b"</net>", b"</not>"), "OpenVINO"),
    "another version": (lambda xml: xml.replace(b'version="11"', b'version="10"'), "OpenVINO"),
    "no layers": (lambda xml: xml.replace(b"layers>", b"layer_>"), "0 <layers>"),
    "unknown layer": (lambda xml: xml.replace(b'"Multiply"', b'"Loop"'), "Layer 3 is a Loop"),
    "another operation set": (lambda xml: xml.replace(b'"opset1"', b'"extension"', 1), "extension"),
    "another broadcast": (lambda xml: xml.replace(b'"numpy"', b'"pdpd"'), "broadcasts"),
    "padding of its own choice": (lambda xml: xml.replace(b'"explicit"', b'"same_upper"'), "padding"),
    "one stride": (lambda xml: xml.replace(b'strides="1, 1"', b'strides="1"'), "strides"),
    "weights past the end": (lambda xml: xml.replace(b'offset="0"', b'offset="9999"'), "lies at 9999"),
    "weights before the start": (lambda xml: xml.replace(b'offset="0"', b'offset="-2"'), "whole numbers"),
    "weights of another size": (lambda xml: xml.replace(b'size="6"', b'size="8"', 1), "8 of"),
    "weights of another type": (lambda xml: xml.replace(b'"f16"', b'"i64"', 1), "not f16"),
    "weights of another shape": (lambda xml: xml.replace(b'shape="1, 3, 1, 1"', b'shape="3"', 1), "not f16"),
    "a huge tensor": (
        lambda xml: xml.replace(b"<dim>8</dim><dim>8</dim>", b"<dim>65536</dim><dim>65536</dim>"),
        "tensor of shape",
    ),
    "a side of zero": (lambda xml: xml.replace(b"<dim>8</dim>", b"<dim>0</dim>"), "side"),
    "a port that nobody feeds": (
        lambda xml: xml.replace(b'<edge from-layer="0" from-port="0" to-layer="3" to-port="0"/>', b""),
        "Port 0 of layer 3",
    ),
    "an edge to nowhere": (
        lambda xml: xml.replace(
            b"<edges>", b'<edges><edge from-layer="0" from-port="0" to-layer="9" to-port="9"/>'
        ),
        "1 edges",
    ),
    "a port fed twice": (
        lambda xml: xml.replace(
            b"<edges>", b'<edges><edge from-layer="0" from-port="0" to-layer="3" to-port="0"/>'
        ),
        "Two edges",
    ),
    "a ring": (
        lambda xml: xml.replace(
            b'from-layer="0" from-port="0" to-layer="3"', b'from-layer="6" from-port="2" to-layer="3"'
        ),
        "feeds itself",
    ),
    "two layers of one name": (lambda xml: xml.replace(b'layer id="3"', b'layer id="0"'), "Port|one id"),
    "two inputs": (lambda xml: xml.replace(b'"Result"', b'"Parameter"'), "Parameter|outputs"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_odd_is_refused_with_its_reason(name: str) -> None:
    spoil, reason = SPOILED[name]
    description, weights = small()
    convert(description, weights)
    assert spoil(description) != description
    with pytest.raises(ModelRefused, match=reason):
        convert(spoil(description), weights)


def test_weights_that_are_too_short_or_not_finite_are_refused() -> None:
    description, weights = small()
    with pytest.raises(ModelRefused, match="bytes"):
        convert(description, weights[:-1])
    with pytest.raises(ModelRefused, match="not finite"):
        convert(description, b"\x00\x7c" + weights[2:])


def test_layers_that_do_not_fit_together_are_refused() -> None:
    net, other = Description(), Description()
    last = net.add("Convolution", WINDOW(s=1, p=1), [0, net.constant(numbers(3, 5, 3, 3))], SHAPE)
    with pytest.raises(ModelRefused, match="another number of channels"):
        convert(net.text(last), net.weights)
    last = other.add("Multiply", NUMPY, [0, other.constant(numbers(1, 3, 5, 5))], SHAPE)
    with pytest.raises(ModelRefused, match="fit together"):
        convert(other.text(last), other.weights)


def test_depth_and_size_of_the_description_are_bounded() -> None:
    with pytest.raises(ModelRefused, match="deeper"):
        parse(b"<a>" * 40 + b"</a>" * 40)
    with pytest.raises(ModelRefused, match="larger"):
        parse(b"<a>" + b"<b/>" * 200_001 + b"</a>")
    attributes = " ".join(f'a{number}="1"' for number in range(65)).encode()
    with pytest.raises(ModelRefused, match="65 attributes"):
        parse(b"<a " + attributes + b"/>")


@given(st.data())
def test_damaged_descriptions_give_a_network_or_the_typed_refusal(data: st.DataObject) -> None:
    description, weights = small()
    spoiled = bytearray(description)
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.sampled_from(b'0123459<>"=/ a-,'))
    try:
        onnx.checker.check_model(onnx.load_from_string(convert(bytes(spoiled), weights)))
    except ModelRefused:
        return


@pytest.mark.data
def test_the_published_embedder_becomes_the_pinned_bytes() -> None:
    if not PUBLISHED.with_suffix(".fp16.xml").is_file():
        pytest.skip(f"{PUBLISHED}.xml is not there")
    files = [Path(f"{PUBLISHED}.{suffix}").read_bytes() for suffix in ("xml", "bin")]
    first, second = convert(*files), convert(*files)
    assert first == second
    session = session_from(first)
    images = np.random.default_rng(3).integers(0, 256, (2, 3, 128, 128)).astype(np.float32)
    together = session.run(None, {"image": images})[0]
    assert together.shape == (2, 256)
    alone = np.concatenate([session.run(None, {"image": image[None]})[0] for image in images])
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-6)
