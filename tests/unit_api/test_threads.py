"""One thread a library: the service is parallel over requests."""

import os
import subprocess
import sys

import pytest

# Counts the process's threads after a product that OpenBLAS splits wherever it may.
_PRODUCT = """
import api.commands, os, numpy as np
square = np.ones((1500, 1500), np.float32)
square @ square
print(os.environ["OMP_NUM_THREADS"], len(os.listdir("/proc/self/task")))
"""


def threads_after_a_product(**settings: str) -> tuple[str, int]:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", _PRODUCT],
        env=environment | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    setting, threads = done.stdout.split()
    return setting, int(threads)


def test_numerical_libraries_start_no_threads_of_their_own() -> None:
    setting, alone = threads_after_a_product()
    assert setting == "1"
    _, two = threads_after_a_product(OMP_NUM_THREADS="2")
    if os.cpu_count() == 1:
        pytest.skip("one core: no library would start threads here")
    assert alone < two


def test_a_site_may_choose_otherwise() -> None:
    assert threads_after_a_product(OMP_NUM_THREADS="2")[0] == "2"
