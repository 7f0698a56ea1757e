"""Writes an ONNX graph node by node, so that the same steps always give the same bytes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Floats = npt.NDArray[np.floating[Any]]

OPSET = 20  # the first with Gelu; every ONNX Runtime that pyproject.toml admits runs it
IR_VERSION = 9  # the one that came with opset 20: pinned, because a newer `onnx` would write its own


class Graph:
    """A graph under construction. Tensors are known by the names that its methods return.

    Names are counters, weights are stored as float32 (int64 for shapes), little-endian raw data.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[bytes, onnx.TensorProto] = {}

    def floats(self, values: Floats | float) -> str:
        """A float32 constant; float64 input is rounded to the nearest float32, ties to even."""
        return self._constant(np.asarray(values, dtype="<f4"))

    def integers(self, values: Sequence[int], shape: Sequence[int] = (-1,)) -> str:
        """An int64 constant (shapes, axes, pads, places), of one dimension unless a shape is given."""
        return self._constant(np.asarray(values, dtype="<i8").reshape(shape))

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Append one node with one output; returns the output's name."""
        return self.add_many(operator, *inputs, outputs=1, **attributes)[0]

    def add_many(self, operator: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """Append one node with several outputs; returns their names."""
        number = len(self._nodes)
        names = [f"{operator.lower()}_{number}_{i}" for i in range(outputs)]
        node = helper.make_node(operator, list(inputs), names, name=f"{operator.lower()}_{number}")
        # helper.make_node sorts attributes given as keywords only in newer releases: sort here.
        node.attribute.extend(helper.make_attribute(key, attributes[key]) for key in sorted(attributes))
        self._nodes.append(node)
        return names

    def serialise(
        self,
        sources: Sequence[onnx.ValueInfoProto],
        result: onnx.ValueInfoProto,
        output: str,
    ) -> bytes:
        """Name `output` as the graph's result and write the checked model. Same graph, same bytes."""
        self._nodes.append(helper.make_node("Identity", [output], [result.name], name="result"))
        graph = helper.make_graph(
            self._nodes, self._name, list(sources), [result], list(self._constants.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        model.producer_name = "umbral"
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def _constant(self, values: npt.NDArray[Any]) -> str:
        """Store a constant, once for equal ones."""
        fresh = numpy_helper.from_array(np.ascontiguousarray(values))
        key = fresh.SerializeToString(deterministic=True)
        if key not in self._constants:
            fresh.name = f"constant_{len(self._constants)}"
            self._constants[key] = fresh
        return self._constants[key].name


def tensor(name: str, element: int, shape: Sequence[int | str]) -> onnx.ValueInfoProto:
    """Describe a graph's input or output; a string in `shape` is a dimension free at run time."""
    return helper.make_tensor_value_info(name, element, list(shape))


FLOAT, UINT8 = int(TensorProto.FLOAT), int(TensorProto.UINT8)
