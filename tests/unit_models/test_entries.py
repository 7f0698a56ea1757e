"""Every model is described, licensed, pinned and has a card; every card has a model."""

import re

import pytest

from models.build import CONVERTERS
from models.entries import PACKAGE, Entry, Installable, entries, installables, version
from models.registry import open as open_model

FREE = {"MIT", "CC0-1.0", "Apache-2.0"}
SECTIONS = ("## Intended use", "## Not for", "## What was checked", "Licence", "Published in")

every_model = pytest.mark.parametrize("model", entries(), ids=lambda model: model.name)


def test_names_are_unique_and_fixed() -> None:
    names = [model.name for model in entries()]
    assert len(set(names)) == len(names)
    assert {"leader", "dlib-resnet", "dlib-five-points"} <= set(names)


@every_model
def test_hashes_are_sha256(model: Entry) -> None:
    hashes = [model.source.sha256] + ([model.result.sha256] if model.result else [])
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in hashes)


@every_model
def test_the_licence_is_free(model: Entry) -> None:
    assert model.licence in FREE


@every_model
def test_a_card_says_what_a_card_must(model: Entry) -> None:
    card = (PACKAGE / model.card).read_text("utf-8")
    assert card.startswith(f"# {model.name}\n")
    assert [section for section in SECTIONS if section not in card] == []
    assert model.source.file.removeprefix("models/") in card


@pytest.mark.parametrize("model", installables(), ids=lambda model: model.name)
def test_the_card_of_an_installable_says_what_a_card_must(model: Installable) -> None:
    card = (PACKAGE / model.card).read_text("utf-8")
    assert card.startswith(f"# {model.name}\n")
    assert [section for section in SECTIONS if section not in card] == []
    assert model.licence in card
    assert [file.file for file in model.files if file.file not in card] == []


def test_no_card_is_without_its_model() -> None:
    assert {path.name for path in (PACKAGE / "cards").iterdir()} == {
        card.removeprefix("cards/")
        for card in (*(model.card for model in entries()), *(model.card for model in installables()))
    }


@every_model
def test_what_is_converted_has_a_converter_and_a_file_of_its_version(model: Entry) -> None:
    assert (model.kind == "onnx") == (model.name in CONVERTERS) == (model.result is not None)
    if model.result:
        assert model.result.file == f"{model.name}-{version(model.name)}.onnx"


@every_model
def test_the_described_input_and_output_are_the_graphs(model: Entry) -> None:
    if model.kind == "onnx":
        session = open_model(model.name)
        assert model.input.startswith(session.get_inputs()[0].name + ":")
        assert model.output.startswith(session.get_outputs()[0].name + ":")
