"""Do the converted models answer as the published ones do? And what does a face cost?

    python -m benchmarks.accuracy.model_equality --faces DIR --fingerprints DIR --keras PYTHON --json FILE

Faces: the converted ResNet against dlib's own code, on the first 100 images in which dlib finds a face.
Fingerprints: the converted LEADER against pyfing on Keras (leader_in_keras.py), on prints of five sizes;
PYTHON is the interpreter of an environment with keras, torch and pyfing, which this project does not
install. Exit codes: 0 = every limit is held, 1 = one is not, 2 = it cannot be measured here.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CalledProcessError

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError
from benchmarks.accuracy.equality_faces import compare_faces
from benchmarks.accuracy.equality_prints import compare_prints
from models.entries import entries
from models.errors import ModelError

_CANNOT_MEASURE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    options = _options(command)
    try:
        faces, face_files = compare_faces(options.faces)
        prints, print_files = compare_prints(options.fingerprints, options.keras)
    except DataSetError as error:
        return _refuse(str(error))
    except ModelError as error:
        return _refuse(error.diagnostics())
    except (OSError, CalledProcessError) as error:
        return _refuse(f"The published network does not run under {options.keras}: {error}")
    result = {
        "benchmark": "accuracy.model_equality",
        **provenance.provenance(
            [face_files, print_files], ["python", "-m", "benchmarks.accuracy.model_equality", *command]
        ),
        "models": {model.name: model.result.sha256 for model in entries() if model.result},
        "dlib-resnet": faces,
        "leader": prints,
    }
    provenance.write(options.json, result)
    held = bool(faces["held"]) and bool(prints["held"])
    print(f"dlib-resnet {faces}\nleader {prints}\n{'every limit is held' if held else 'A LIMIT IS NOT HELD'}")
    return 0 if held else 1


def _options(command: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.model_equality")
    parser.add_argument("--faces", type=Path, required=True, help="a set of faces (SET/IDENTITY/IMAGE)")
    parser.add_argument("--fingerprints", type=Path, required=True, help="a folder of fingerprint sets")
    parser.add_argument(
        "--keras", type=Path, required=True, help="the interpreter that has keras, torch and pyfing"
    )
    parser.add_argument("--json", type=Path, required=True)
    return parser.parse_args(command)


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return _CANNOT_MEASURE


if __name__ == "__main__":
    sys.exit(main())
