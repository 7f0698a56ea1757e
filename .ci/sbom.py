"""What ships, as a CycloneDX 1.5 document: packages as locked, and the learned weights by their hashes.

`python .ci/sbom.py UV FILE`. Packages are uv's own export; weights are models/registry.toml.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("--no-dev", "--extra", "postgres", "--extra", "pkcs11")
EXPORT = ("export", "--locked", "--quiet", "--preview-features", "sbom-export", "--format", "cyclonedx1.5")


def main(uv: str, file: Path) -> None:
    """Write the document."""
    command = [uv, *EXPORT, *SHIPPED]
    packages = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    document = with_weights(
        json.loads(packages.stdout), (ROOT / "models" / "registry.toml").read_text("utf-8")
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print(f"{file}: {len(document['components'])} components")


def with_weights(document: dict[str, Any], registry: str) -> dict[str, Any]:
    """The document with a component for each file of weights that may be loaded."""
    told = tomllib.loads(registry)
    weights = [one for model in (*told["model"], *told.get("installable", ())) for one in _components(model)]
    return {**document, "components": [*document.get("components", ()), *weights]}


def _components(model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """As published and as converted: both are pinned, the second is what is loaded."""
    for part in ("source", "result"):
        if (pinned := model.get(part)) is not None and "sha256" in pinned:
            yield {
                "type": "machine-learning-model",
                "bom-ref": f"model-{model['name']}-{model['version']}-{part}",
                "name": f"{model['name']} ({Path(pinned['file']).name})",
                "version": model["version"],
                "description": model["description"],
                "hashes": [{"alg": "SHA-256", "content": pinned["sha256"]}],
                "licenses": [{"license": {"name": model["licence"]}}],
            }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
