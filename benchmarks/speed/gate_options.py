"""What every benchmark of the gates is told on its command line."""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets

FACES = Path(os.environ.get("DATA", "../shared/data")) / "faces" / "lfw_dev"


def options(module: str, doc: str | None, persons: int) -> argparse.ArgumentParser:
    """A parser of what they have in common; persons: before how many, where nothing is said."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}", description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=persons, metavar="N")
    parser.add_argument("--faces", type=Path, default=FACES, metavar="DIR", help="a face set")
    parser.add_argument("--home", type=Path, metavar="DIR", help="where what is stored is kept between runs")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def face_set(folder: Path) -> FaceSet | None:
    """That in a folder; None: there is none, as is said on standard error."""
    try:
        return face_sets([folder])[0]
    except DataSetError as error:
        print(error, file=sys.stderr)
        return None
