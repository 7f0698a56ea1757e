"""What the zygote does beforehand is really done, and leaves no trace in an answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.decoding import forking, pixels
from matcher.decoding.formats import recognise
from matcher.decoding.parameters import ALLOCATION, KEPT_BYTES
from matcher.decoding.process import _BOOT

LARGE_PAGE_BYTES = 2 * 2**20  # as x86-64 has them, and AArch64 with pages of 4 KiB
ROOT = Path(__file__).resolve().parents[2]


def in_the_zygote(script: str) -> str:
    """What script prints where the zygote's own first words come before it, with its allocator."""
    boot = _BOOT.partition(" from matcher")[0]
    command = [sys.executable, "-I", "-S", "-c", boot + "\n" + script, str(len(sys.path)), *sys.path]
    environment = {"GLIBC_TUNABLES": ALLOCATION}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_the_specimens_are_whole_pictures_of_the_two_common_formats() -> None:
    pictures = [pixels.decode(specimen) for specimen in forking.SPECIMENS]
    assert [recognise(specimen) for specimen in forking.SPECIMENS] == ["JPEG", "PNG"]
    assert [(each.width, each.channels) for each in pictures] == [(16, 3), (8, 1)]
    assert [round(each.dpi or 0) for each in pictures] == [300, 500]
    assert [len(b"".join(each.strips)) for each in pictures] == [16 * 16 * 3, 8 * 8]


def test_no_module_has_anything_done_in_a_child() -> None:
    """A hook that is called after a fork is one that a module of the zygote's has registered."""
    found = in_the_zygote("""
import matcher.decoding.zygote, logging, os, threading
before = threading._active_limbo_lock
if os.fork() == 0:
    os.write(1, b"kept" if threading._active_limbo_lock is before else b"renewed")
    os._exit(0)
os.wait()
""")
    assert found == "kept"


def test_a_childs_picture_lies_on_large_pages_of_its_own_but_for_its_first_rows() -> None:
    found = json.loads(
        in_the_zygote("""
import ctypes, json
from matcher.decoding import forking
forking.rehearse()
done = forking.give_spare_heap_away()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
print(json.dumps([done, libc.malloc(1_228_800)]))
""")
    )
    done, place = found
    if not done:
        pytest.skip("the C library is not glibc 2.33 or later")
    assert -place % LARGE_PAGE_BYTES < 2 * KEPT_BYTES  # its head, and where pages end
