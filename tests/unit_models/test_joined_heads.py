"""YuNet with joined heads answers as the published network does."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models import registry
from models.catalogue import read_onnx
from models.errors import ModelRefused
from models.joined_heads import with_joined_heads
from tests.support.recommended import installed_recommended

CHANNELS = {"cls": 1, "bbox": 4, "obj": 1, "kps": 10}
TOLERANCE = 1e-5


def small_network(grids: int = 3) -> onnx.ModelProto:
    """Three grids' heads, named as YuNet's, over one layer each of 64 channels; weights by chance."""
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
            convolution(
                f"{kind}_{grid}_mixed", f"{head}.conv2", (channels, 1, 3, 3), f"{kind}_{grid}", **near
            )
    shape: list[str | int | None] = ["N", 3, "height", "width"]
    outputs = [
        helper.make_tensor_value_info(f"{kind}_{grid}", TensorProto.FLOAT, None)
        for kind in CHANNELS
        for grid in range(grids)
    ]
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "small", [given], outputs, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


def test_every_head_answers_what_it_answered_by_itself() -> None:
    published = small_network().SerializeToString()
    joined = with_joined_heads(published)
    picture = np.random.default_rng(5).uniform(0, 255, (2, 3, 32, 64)).astype(np.float32)
    before, after = (registry.session_from(data) for data in (published, joined))
    assert [each.name for each in after.get_outputs()] == [each.name for each in before.get_outputs()]
    pairs = zip(before.run(None, {"input": picture}), after.run(None, {"input": picture}), strict=True)
    for published_answer, answer in pairs:
        scale = np.abs(published_answer).max()
        np.testing.assert_allclose(answer, published_answer, rtol=0, atol=TOLERANCE * scale)


def test_twelve_pairs_of_convolutions_become_three() -> None:
    graph = onnx.load_model_from_string(with_joined_heads(small_network().SerializeToString())).graph
    assert sum(node.op_type == "Conv" for node in graph.node) == 3 + 2 * 3
    read = {name for node in graph.node for name in node.input}
    assert {tensor.name for tensor in graph.initializer} <= read, "what nobody reads is left out"


def test_a_network_without_a_head_is_refused() -> None:
    with pytest.raises(ModelRefused, match=r"no head 'bbox_head.multi_level_cls.2.conv1.weight'"):
        with_joined_heads(small_network(grids=2).SerializeToString())


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
    names = [output.name for output in published.get_outputs()]
    assert [output.name for output in opened.get_outputs()] == names
    picture = np.random.default_rng(7).uniform(0, 255, shape).astype(np.float32)
    answers = (session.run(names, {"input": picture}) for session in (published, opened))
    for theirs, ours in zip(*answers, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)
