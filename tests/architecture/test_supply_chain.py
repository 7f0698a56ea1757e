"""What ships is listed whole, and a known vulnerability in it fails."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOUND = {"name": "h11", "version": "0.16.0", "vulns": []}
VULNERABLE = {
    "name": "h11",
    "version": "0.14.0",
    "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["0.16.0"], "aliases": [], "description": ""}],
}
UNKNOWN = {"name": "wsq", "skip_reason": "Dependency not found on PyPI"}


def test_a_finding_fails_and_silence_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    told = _script("audit").told
    assert told([SOUND]) == 0
    assert told([SOUND, UNKNOWN]) == 0
    assert "1 not audited, for instance: Dependency not found" in capsys.readouterr().out
    assert told([UNKNOWN, VULNERABLE]) == 1
    assert "PYSEC-2025-1, mended in 0.16.0" in capsys.readouterr().out


def test_every_weight_is_listed_with_its_hash_and_licence() -> None:
    registry = (ROOT / "models" / "registry.toml").read_text("utf-8")
    document = _script("sbom").with_weights({"components": [{"name": "h11"}]}, registry)
    first, *weights = document["components"]
    assert first == {"name": "h11"}
    hashes = {one["hashes"][0]["content"] for one in weights}
    models = tomllib.loads(registry)
    pinned = {
        model["result"]["sha256"]
        for kind in ("model", "installable")
        for model in models[kind]
        if "result" in model
    }
    assert pinned <= hashes
    assert {model["source"]["sha256"] for model in models["model"]} <= hashes
    assert all(one["licenses"][0]["license"]["name"] for one in weights)
    assert len({one["bom-ref"] for one in weights}) == len(weights)
