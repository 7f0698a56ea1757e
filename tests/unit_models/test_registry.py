"""A model is opened where its bytes are the pinned ones, and never otherwise."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from models import registry
from models.entries import entry
from models.errors import ModelChanged, ModelError, ModelMissing, ModelRefused, UnknownModel

LEADER = entry("leader").result
PAIR = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])


def test_the_three_models_of_the_service_open_or_read() -> None:
    assert registry.open("leader").get_outputs()[0].shape == ["M", 6]
    assert registry.open("dlib-resnet").get_outputs()[0].shape == ["N", 128]
    assert len(registry.read("dlib-five-points")) == 9_150_489


def test_a_session_is_made_once_for_a_name_and_number_of_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        sessions = list(pool.map(lambda _: registry.open("dlib-resnet"), range(16)))
    assert len({id(session) for session in sessions}) == 1
    assert registry.open("dlib-resnet", threads=2) is not sessions[0]


def test_a_session_answers_many_threads_as_it_answers_one() -> None:
    session = registry.open("dlib-resnet")
    chips = np.random.default_rng(3).integers(0, 256, (8, 1, 150, 150, 3), dtype=np.uint8)

    def describe(chip: np.ndarray) -> np.ndarray:
        answer: np.ndarray = session.run(None, {"chips": chip})[0]
        return answer

    alone = [describe(chip) for chip in chips]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(describe, chips))
    np.testing.assert_array_equal(alone, together)


@pytest.mark.parametrize("position", [0, 1_000_000, -1])
def test_one_changed_byte_refuses_and_says_so(own_weights: Path, position: int) -> None:
    assert LEADER is not None
    path = own_weights / LEADER.file
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelChanged) as caught:
        registry.open("leader")
    assert str(path) in str(caught.value)
    assert LEADER.sha256 in str(caught.value)
    assert caught.value.parameters["found"] != LEADER.sha256
    assert "umbral models build" in caught.value.diagnostics()


def test_a_model_that_was_not_built_says_what_to_run(own_weights: Path) -> None:
    assert LEADER is not None
    (own_weights / LEADER.file).unlink()
    with pytest.raises(ModelMissing) as caught:
        registry.open("leader")
    assert caught.value.diagnostics().endswith("Run `umbral models build`.")


def test_a_refusal_is_not_remembered(own_weights: Path) -> None:
    assert LEADER is not None
    path = own_weights / LEADER.file
    good = path.read_bytes()
    path.write_bytes(b"")
    with pytest.raises(ModelChanged):
        registry.open("leader")
    path.write_bytes(good)
    assert registry.open("leader").get_inputs()[0].name == "image"


@pytest.mark.parametrize("use", [registry.open, registry.read, registry.version])
def test_an_unknown_name_is_refused(use: Callable[[str], object]) -> None:
    with pytest.raises(UnknownModel, match="'nobody'"):
        use("nobody")


def test_each_kind_has_its_own_verb() -> None:
    with pytest.raises(UnknownModel, match="opened, not read"):
        registry.read("leader")
    with pytest.raises(UnknownModel, match="read, not opened"):
        registry.open("dlib-five-points")


def outside(name: str) -> onnx.TensorProto:
    """A weight whose bytes the model says lie in another file."""
    tensor = onnx.TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[2])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/hostname")
    return tensor


def model(nodes: list[onnx.NodeProto], weights: list[onnx.TensorProto]) -> onnx.ModelProto:
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
    return helper.make_model(helper.make_graph(nodes, "g", [PAIR], [result], weights))


def outside_in_initializer() -> onnx.ModelProto:
    return model([helper.make_node("Add", ["x", "w"], ["y"])], [outside("w")])


def outside_in_constant() -> onnx.ModelProto:
    constant = helper.make_node("Constant", [], ["w"], value=outside("w"))
    return model([constant, helper.make_node("Add", ["x", "w"], ["y"])], [])


def outside_in_branch() -> onnx.ModelProto:
    inner = helper.make_graph([helper.make_node("Identity", ["w"], ["z"])], "b", [], [PAIR], [outside("w")])
    choice = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
    return model([choice], [])


def outside_in_function() -> onnx.ModelProto:
    constant = helper.make_node("Constant", [], ["w"], value=outside("w"))
    body = helper.make_function("d", "F", [], ["w"], [constant], [helper.make_opsetid("", 20)])
    whole = model([helper.make_node("F", [], ["y"], domain="d")], [])
    whole.functions.append(body)
    return whole


def outside_in_sparse() -> onnx.ModelProto:
    whole = model([helper.make_node("Identity", ["x"], ["y"])], [])
    whole.graph.sparse_initializer.add(values=outside("v"), dims=[2])
    return whole


@pytest.mark.parametrize(
    "build",
    [outside_in_initializer, outside_in_constant, outside_in_branch, outside_in_function, outside_in_sparse],
)
def test_weights_outside_the_file_are_refused(build: Callable[[], onnx.ModelProto]) -> None:
    with pytest.raises(ModelRefused, match="outside its own file"):
        registry.session_from(build().SerializeToString())


def test_a_model_that_holds_its_weights_is_not_refused() -> None:
    weight = helper.make_tensor("w", TensorProto.FLOAT, [2], [1.0, 2.0])
    whole = model([helper.make_node("Add", ["x", "w"], ["y"])], [weight])
    whole.ir_version = 9
    whole.opset_import[0].version = 20
    session = registry.session_from(whole.SerializeToString())
    assert session.run(None, {"x": np.ones(2, dtype=np.float32)})[0].tolist() == [2.0, 3.0]


@pytest.mark.parametrize("data", [b"", b"not a model", b"\xff" * 100, b"\x08\x09"])
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(ModelRefused) as caught:
        registry.session_from(data)
    assert isinstance(caught.value, ModelError)
