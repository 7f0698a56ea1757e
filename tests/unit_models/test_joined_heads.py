"""YuNet with joined heads says in its grids what the published network makes its answers of."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models import registry
from models.catalogue import read_onnx
from models.errors import ModelRefused
from models.joined_heads import OUTPUTS, with_joined_heads
from tests.support.recommended import installed_recommended

CHANNELS = {"cls": 1, "bbox": 4, "obj": 1, "kps": 10}
STRIDES = (8, 16, 32)
TOLERANCE = 1e-5


def as_published(grids: list[NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """The published outputs by name, (n, cells, channels), made of the joined ones."""
    answers = dict[str, NDArray[Any]]()
    for stride, grid in zip(STRIDES, grids, strict=True):
        cells = grid.reshape(*grid.shape[:2], -1).transpose(0, 2, 1)
        answers |= {
            f"{kind}_{stride}": 1 / (1 + np.exp(-cells[..., [at]])) for at, kind in enumerate(("cls", "obj"))
        }
        answers |= {f"bbox_{stride}": cells[..., 2:6], f"kps_{stride}": cells[..., 6:]}
    return answers


def small_network(grids: int = 3) -> onnx.ModelProto:
    """Three grids' heads, named as YuNet's, over one layer each of 64 channels; weights by chance.

    As in YuNet cells are rows of an answer, and those of class and object are probabilities.
    """
    chance = np.random.default_rng(12)
    nodes, weights = [], []

    def convolution(source: str, name: str, shape: tuple[int, ...], target: str, **how: Any) -> None:
        for what, size in (("weight", shape), ("bias", shape[:1])):
            values = chance.normal(size=size).astype(np.float32)
            weights.append(numpy_helper.from_array(values, f"{name}.{what}"))
        nodes.append(
            helper.make_node("Conv", [source, f"{name}.weight", f"{name}.bias"], [target], name=name, **how)
        )

    for grid in range(grids):
        convolution("input", f"layer.{grid}", (64, 3, 1, 1), f"layer_{grid}", strides=[2**grid] * 2)
    for kind, channels in CHANNELS.items():
        for grid in range(grids):
            head, near = f"bbox_head.multi_level_{kind}.{grid}", {"group": channels, "pads": [1] * 4}
            convolution(f"layer_{grid}", f"{head}.conv1", (channels, 64, 1, 1), f"{kind}_{grid}_mixed")
            convolution(f"{kind}_{grid}_mixed", f"{head}.conv2", (channels, 1, 3, 3), f"{head}.near", **near)
            answer, last = f"{kind}_{STRIDES[grid]}", f"{head}.last"
            nodes.append(helper.make_node("Transpose", [f"{head}.near"], [last], perm=[0, 2, 3, 1]))
            flat = numpy_helper.from_array(np.array([0, -1, channels], np.int64), f"{head}.flat")
            weights.append(flat)
            rows = answer if channels > 1 else f"{head}.rows"
            nodes.append(helper.make_node("Reshape", [last, flat.name], [rows]))
            if channels == 1:
                nodes.append(helper.make_node("Sigmoid", [rows], [answer]))
    shape: list[str | int | None] = ["N", 3, "height", "width"]
    outputs = [
        helper.make_tensor_value_info(f"{kind}_{stride}", TensorProto.FLOAT, None)
        for kind in CHANNELS
        for stride in STRIDES[:grids]
    ]
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "small", [given], outputs, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


def test_every_head_answers_what_it_answered_by_itself() -> None:
    published = small_network().SerializeToString()
    joined = with_joined_heads(published)
    picture = np.random.default_rng(5).uniform(0, 0.02, (2, 3, 32, 64)).astype(np.float32)
    before, after = (registry.session_from(data) for data in (published, joined))
    assert [each.name for each in after.get_outputs()] == list(OUTPUTS)
    answers = as_published(after.run(OUTPUTS, {"input": picture}))
    for name, answer in answers.items():
        (said,) = before.run([name], {"input": picture})
        np.testing.assert_allclose(answer, said, rtol=0, atol=TOLERANCE * np.abs(said).max())
    assert set(answers) == {each.name for each in before.get_outputs()}


def test_twelve_pairs_of_convolutions_become_three() -> None:
    graph = onnx.load_model_from_string(with_joined_heads(small_network().SerializeToString())).graph
    assert [node.op_type for node in graph.node] == ["Conv"] * (3 + 2 * 3)
    read = {name for node in graph.node for name in node.input}
    assert {tensor.name for tensor in graph.initializer} <= read, "what nobody reads is left out"


def test_a_network_of_other_grids_is_refused() -> None:
    with pytest.raises(ModelRefused, match="other grids"):
        with_joined_heads(small_network(grids=2).SerializeToString())


def test_a_network_without_a_head_is_refused() -> None:
    model = small_network()
    node = next(each for each in model.graph.node if each.name == "bbox_head.multi_level_cls.2.conv1")
    node.input[1] = "bbox_head.multi_level_obj.2.conv1.weight"
    with pytest.raises(ModelRefused, match=r"no head 'bbox_head.multi_level_cls.2.conv1.weight'"):
        with_joined_heads(model.SerializeToString())


def test_heads_over_different_layers_are_refused() -> None:
    model = small_network()
    node = next(each for each in model.graph.node if each.name == "bbox_head.multi_level_kps.1.conv1")
    node.input[0] = "layer_0"
    with pytest.raises(ModelRefused, match="different layers"):
        with_joined_heads(model.SerializeToString())


@pytest.mark.data
@pytest.mark.parametrize("shape", [(1, 3, 256, 320), (2, 3, 160, 160)])
def test_the_published_face_detector_is_opened_so_and_answers_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...]
) -> None:
    monkeypatch.setenv("UMBRAL_MODELS", str(tmp_path))
    monkeypatch.setattr("models.registry._sessions", {})
    installed_recommended(tmp_path)
    published = registry.session_from(read_onnx("yunet"))
    opened = registry.open("yunet")
    picture = np.random.default_rng(7).uniform(0, 255, shape).astype(np.float32)
    answers = as_published(opened.run(OUTPUTS, {"input": picture}))
    assert set(answers) == {output.name for output in published.get_outputs()}
    for name, answer in answers.items():
        (said,) = published.run([name], {"input": picture})
        np.testing.assert_allclose(answer, said, rtol=0, atol=TOLERANCE)
