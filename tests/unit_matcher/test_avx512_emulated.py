"""The AVX-512 kernels' arithmetic on processors that have no AVX-512: equal to the NumPy twins."""

import platform
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from matcher.kernels.dispatch import instruction_sets

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64" or "avx2" not in instruction_sets(),
    reason="the emulation of AVX-512 needs a processor with AVX2",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kernels, the compiler's AVX-512 intrinsics replaced by plain C."""
    made = tmp_path_factory.mktemp("emulated") / "_compare.abi3.so"
    sources = [str(source) for source in sorted((ROOT / "matcher" / "kernels").glob("*.c"))]
    flags = ["-std=gnu11", "-O1", "-ffp-contract=off", "-fPIC", "-shared", "-mavx2", "-mpopcnt", "-Wno-psabi"]
    include = [f"-I{ROOT / 'tests' / 'support' / 'emulated_avx512'}", f"-I{sysconfig.get_path('include')}"]
    subprocess.run(["gcc", *flags, *include, *sources, "-lm", "-o", str(made)], check=True)
    return made


@pytest.mark.parametrize("compared", ["kernel_under_sanitizers", "screen_under_sanitizers"])
def test_every_instruction_set_equals_the_twin(library: Path, compared: str) -> None:
    names = "print(k.supported(), k.screen_supported(), k.scan_supported())"
    load = f"from importlib.machinery import ExtensionFileLoader as L; k = L('_compare', {str(library)!r})"
    listed = subprocess.run(
        [sys.executable, "-c", f"{load}.load_module(); {names}"], capture_output=True, text=True, check=True
    )
    assert listed.stdout.count("avx512") == 3
    command = [sys.executable, "-m", f"tests.support.{compared}", str(library)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "equal"
