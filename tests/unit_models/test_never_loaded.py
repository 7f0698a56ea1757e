"""What the product must never read or import: dlib's 68-point model, and the packages that carry weights."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "matcher", "device_drivers", "enrollment_station", "api")
TEXT = {".py", ".toml", ".md", ".json", ".html", ".js", ".c", ".h", ".ini", ".mako"}
FORBIDDEN = "68_face_landmarks"
CARD = ROOT / "models" / "cards" / "dlib_five_points.md"

# Opens every model while it writes down each file that Python opens, and what was imported in the end.
SCRIPT = """
import json, sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from models import registry
for model in registry.entries():
    (registry.open if model.kind == "onnx" else registry.read)(model.name)
from models.build import CONVERTERS
from models.places import read_source
for model in registry.entries():
    CONVERTERS.get(model.name, bytes)(read_source(model.source))
print(json.dumps({"opened": opened, "imported": sorted(sys.modules)}))
"""


def test_no_product_file_names_the_68_point_model() -> None:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in TEXT]
    assert [path for path in files if FORBIDDEN in path.read_text("utf-8")] == [CARD]


def test_opening_and_building_every_model_reads_and_imports_none_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    seen = json.loads(done.stdout)
    assert any(name.endswith("shape_predictor_5_face_landmarks.dat") for name in seen["opened"])
    assert [name for name in seen["opened"] if FORBIDDEN in name] == []
    forbidden = {"pyfing", "face_recognition", "face_recognition_models", "keras", "torch", "pkg_resources"}
    assert forbidden.isdisjoint(seen["imported"])
