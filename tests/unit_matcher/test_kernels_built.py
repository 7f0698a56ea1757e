"""Building the C kernels is optional, and their tests are skipped without them: somebody must miss them."""

import os
import shutil
from importlib.util import find_spec

import pytest


def test_where_there_is_a_compiler_the_kernels_were_built() -> None:
    if os.environ.get("CI") != "true" and shutil.which("cc") is None:
        pytest.skip("no C compiler here: the NumPy twins serve")
    assert find_spec("matcher.kernels._compare") is not None, "make setup must build the kernels"
