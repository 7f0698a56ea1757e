"""OpenVINO's intermediate representation, version 11: its layers in order, its constants read.

A network is two files: a description in XML (layers with ports, edges between ports) and the weights that its
constants point into. Format: "IR Format Reference" and "Operation Sets" of the OpenVINO documentation. Every
number is somebody else's: sizes, ends and shapes are checked against each other before anything is read.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.convert.plain_xml import Element, parse
from models.errors import ModelRefused

VERSION: Final = "11"
_OPSET: Final = "opset1"
_MOST_LAYERS: Final = 5_000
_LARGEST_SIDE: Final = 65_536
_MOST_VALUES: Final = 64 * 2**20

Shape = tuple[int, ...]
Place = tuple[str, str]  # layer, port


@dataclass(frozen=True, slots=True)
class Layer:
    """One operation. inputs: the layers that feed its ports, in the ports' order; shape: of its output, empty
    where it has none (Result). settings: the attributes of its <data>. values: of a constant, float32."""

    key: str
    kind: str
    settings: dict[str, str]
    inputs: tuple[str, ...]
    shape: Shape
    values: NDArray[np.float32] | None = field(default=None, repr=False)


def read(description: bytes, weights: bytes) -> list[Layer]:
    """Every layer, each after those that feed it. Raises ModelRefused, with what is wrong."""
    net = parse(description)
    if net.tag != "net" or net.attributes.get("version") != VERSION:
        raise ModelRefused(f"Not an OpenVINO network of version {VERSION}.")
    elements = list(net.child("layers").all("layer"))
    if not 0 < len(elements) <= _MOST_LAYERS:
        raise ModelRefused(f"{len(elements)} layers: between 1 and {_MOST_LAYERS} are read.")
    feeding = _edges(net.child("edges"))
    outputs = {place: shape for element in elements for place, shape in _ports(element, "output").items()}
    layers = [_layer(element, feeding, outputs, weights) for element in elements]
    if feeding:
        raise ModelRefused(f"{len(feeding)} edges lead to no port.")
    return _in_order(layers)


def _edges(element: Element) -> dict[Place, Place]:
    """Where each input port is fed from."""
    edges: dict[Place, Place] = {}
    for edge in element.all("edge"):
        to = edge.attribute("to-layer"), edge.attribute("to-port")
        if to in edges:
            raise ModelRefused(f"Two edges lead to port {to[1]} of layer {to[0]}.")
        edges[to] = edge.attribute("from-layer"), edge.attribute("from-port")
    return edges


def _ports(element: Element, side: str) -> dict[Place, Shape]:
    """The ports of one side of a layer, with their shapes."""
    key = element.attribute("id")
    ports: dict[Place, Shape] = {}
    for group in element.all(side):
        for port in group.all("port"):
            shape = tuple(_side(dim.text) for dim in port.all("dim"))
            if math.prod(shape) > _MOST_VALUES:
                raise ModelRefused(f"Layer {key} has a tensor of shape {shape}.")
            ports[key, port.attribute("id")] = shape
    return ports


def _layer(
    element: Element, feeding: dict[Place, Place], outputs: dict[Place, Shape], weights: bytes
) -> Layer:
    """Takes the layer's edges out of `feeding`."""
    key, kind = element.attribute("id"), element.attribute("type")
    if element.attribute("version") != _OPSET:
        raise ModelRefused(f"Layer {key} is {kind} of {element.attribute('version')}, not of {_OPSET}.")
    inputs = []
    for port, shape in _ports(element, "input").items():
        source = feeding.pop(port, None)
        if source is None or outputs.get(source) != shape:
            raise ModelRefused(f"Port {port[1]} of layer {key} is not fed with the shape {shape}.")
        inputs.append(source[0])
    own = list(_ports(element, "output").values())
    if len(own) != (0 if kind == "Result" else 1):
        raise ModelRefused(f"Layer {key} is {kind} with {len(own)} outputs.")
    settings = dict(next(element.all("data"), Element("data", {})).attributes)
    values = _constant(key, settings, own[0], weights) if kind == "Const" else None
    return Layer(key, kind, settings, tuple(inputs), own[0] if own else (), values)


def _constant(key: str, settings: dict[str, str], shape: Shape, weights: bytes) -> NDArray[np.float32]:
    """Half-precision weights, exactly as float32."""
    if settings.get("element_type") != "f16" or whole_numbers(settings.get("shape", "")) != shape:
        raise ModelRefused(f"Constant {key} is not f16 of shape {shape}: {settings}.")
    (offset,), (size,) = whole_numbers(settings.get("offset", "")), whole_numbers(settings.get("size", ""))
    if size != 2 * math.prod(shape) or offset + size > len(weights):
        raise ModelRefused(
            f"Constant {key} of shape {shape} lies at {offset}, {size} of {len(weights)} bytes."
        )
    values = np.frombuffer(weights, "<f2", math.prod(shape), offset).astype(np.float32).reshape(shape)
    if not np.isfinite(values).all():
        raise ModelRefused(f"Constant {key} holds a number that is not finite.")
    return values


def _in_order(layers: list[Layer]) -> list[Layer]:
    """Every layer after those that feed it; layers that feed one another in a ring are refused."""
    waiting = {layer.key: layer for layer in layers}
    if len(waiting) != len(layers):
        raise ModelRefused("Two layers have one id.")
    return list(_taken(layers, waiting))


def _taken(layers: list[Layer], waiting: dict[str, Layer]) -> Iterator[Layer]:
    for layer in layers:
        open_layers = [layer]
        while open_layers:
            last = open_layers[-1]
            needed = [waiting[key] for key in last.inputs if key in waiting]
            if needed and len(open_layers) <= len(waiting):
                open_layers.append(needed[0])
            elif needed:
                raise ModelRefused(f"Layer {last.key} feeds itself.")
            else:
                open_layers.pop()
                if waiting.pop(last.key, None):
                    yield last


def whole_numbers(text: str) -> Shape:
    """ "1, 64, 1, 1" -> (1, 64, 1, 1). Raises ModelRefused unless every part is a whole number, 0 or more."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 12 for part in parts):
        raise ModelRefused(f"{text!r} is no list of whole numbers.")
    return tuple(int(part) for part in parts)


def _side(text: str) -> int:
    (side,) = whole_numbers(text) if "," not in text else (0,)
    if not 0 < side <= _LARGEST_SIDE:
        raise ModelRefused(f"A tensor's side is {text!r}.")
    return side
