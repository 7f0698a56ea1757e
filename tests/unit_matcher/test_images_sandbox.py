"""What a decoding child cannot do, tried for real; and what is not in it in the first place."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher import images
from matcher.decoding.client import Decoder
from matcher.decoding.sandbox import PROTECTIONS

ROOT = Path(__file__).resolve().parents[2]

# In a child as the zygote forks it: every attempt's outcome ("done" or the error's name), one a line.
_ATTEMPTS = """
import ctypes, errno, json, mmap, os, resource, signal, socket
from matcher.decoding.parameters import ChildLimits
from matcher.decoding.sandbox import Sandbox, lower_privileges

libc = ctypes.CDLL(None, use_errno=True)
attempts = {
    "open to read": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "open to write": lambda: os.open("/tmp/umbral-escape", os.O_WRONLY | os.O_CREAT),
    "socket": lambda: socket.socket(socket.AF_INET),
    "unix socket": lambda: socket.socketpair(),
    "fork": os.fork,
    "execute": lambda: os.execv("/bin/true", ["true"]),
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    "map code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC),
    "unlink": lambda: os.unlink("/tmp/umbral-escape"),
    "list": lambda: os.listdir("/"),
    "change directory": lambda: os.chdir("/"),
    "take another's memory": lambda: check(libc.ptrace(16, os.getppid(), 0, 0)),
    "new namespace": lambda: check(libc.unshare(0x10000000)),
    "sleep": lambda: signal.sigtimedwait([signal.SIGUSR1], 0.001),
    "allocate 1 GB": lambda: bytearray(2**30),
    "allocate 100 MB": lambda: bytearray(100 * 2**20),
}

def check(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "")

def outcome(attempt):
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno]
    except ValueError:  # how the resource module says EPERM
        return "EPERM"
    except MemoryError:
        return "MemoryError"
    return "done"

held = lower_privileges()
sandbox = Sandbox(ChildLimits())
me = os.getpid()
reading, writing = os.pipe()
pid = os.fork()
if pid == 0:
    os.dup2(writing, 3)
    os.closerange(4, 64)
    filtered = sandbox.enter(me)
    found = {name: outcome(attempt) for name, attempt in attempts.items()}
    os.write(3, json.dumps({"filtered": filtered, **found}).encode())
    os._exit(0)
os.close(writing)
print(os.read(reading, 65536).decode())
os.waitpid(pid, 0)
"""


def python(script: str) -> str:
    """What script prints in a fresh interpreter."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout


def test_a_child_can_reach_nothing() -> None:
    found = json.loads(python(_ATTEMPTS))
    if not found.pop("filtered"):
        pytest.skip("this kernel or machine offers no system call filter")
    assert found.pop("allocate 100 MB") == "done"  # the filter is no blanket refusal
    assert found.pop("allocate 1 GB") == "MemoryError"
    assert found == dict.fromkeys(found, "EPERM")
    assert len(found) == 15


def test_the_protections_are_reported() -> None:
    held = images.protections()
    assert set(held) <= set(PROTECTIONS)
    assert {"resource-limits", "no-new-privileges"} <= set(held)


def test_a_missing_protection_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.decoding.client.PROTECTIONS", (*PROTECTIONS, "a-moat"))
    decoder = Decoder()
    try:
        decoder.protections()
    finally:
        decoder.close()
    assert "without a-moat" in caplog.text


def test_limits_that_are_lower_already_stay() -> None:
    """As a service manager or a container may set them; a limit can be lowered only."""
    shape = python("""if True:
        import numpy, resource
        from matcher import images
        resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
        resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        pixels = images.decode(images.encode_png(numpy.zeros((7, 5), "uint8"))).pixels
        print(pixels.shape)
        """)
    assert shape == "(7, 5)\n"


def test_the_zygote_holds_pillow_and_wsq_and_nothing_of_the_service() -> None:
    loaded = set(
        json.loads(python("import sys, json, matcher.decoding.zygote; print(json.dumps(list(sys.modules)))"))
    )
    assert {"PIL.PngImagePlugin", "wsq.WsqImagePlugin"} <= loaded
    assert not loaded & {
        "numpy",
        "cv2",
        "onnxruntime",
        "faiss",
        "sqlalchemy",
        "ssl",
        "models",
        "matcher.errors",
    }
    ours = {name for name in loaded if name.partition(".")[0] == "matcher"}
    assert all(
        name in {"matcher", "matcher.decoding"} or name.startswith("matcher.decoding.") for name in ours
    )


def test_the_zygote_has_one_thread_and_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_SECRET", "x")
    decoder = Decoder()
    try:
        process = Path(f"/proc/{decoder.zygote_pid()}")
        assert len(list((process / "task").iterdir())) == 1
        # Where root became nobody, not even we may look.
        with contextlib.suppress(PermissionError):
            given = (process / "environ").read_bytes().decode().rstrip("\0").split("\0")
            assert all(each.startswith(("GLIBC_TUNABLES=", "LD_LIBRARY_PATH=", "glibc.")) for each in given)
        status = dict(line.partition(":\t")[::2] for line in (process / "status").read_text().splitlines())
        assert status["NoNewPrivs"] == "1"
        if "unprivileged-user" in decoder.protections():
            assert "0" not in status["Uid"].split()
            assert "0" not in status["Gid"].split()
            assert int(status["CapEff"], 16) == 0
    finally:
        decoder.close()
