"""What the commands that measure fingerprint sets are asked alike: folders, and where the result goes."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from benchmarks.accuracy.datasets import DataSetError, FingerprintSet, fingerprint_sets
from matcher.fingerprint.extract import Profile


def fingerprint_parser(
    module: str, description: str | None, *, profiles: bool = True
) -> argparse.ArgumentParser:
    """A parser for `python -m MODULE DIR... [--profile P] [--json FILE]`; more may be added to it."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    if profiles:
        parser.add_argument("--profile", choices=get_args(Profile), default="exact")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the result")
    return parser


def with_sets(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    """What was given, and the sets in its folders; ends the program with code 2 where they hold none."""
    given = parser.parse_args(arguments)
    try:
        return given, fingerprint_sets(given.folders)
    except DataSetError as error:
        parser.error(str(error))
