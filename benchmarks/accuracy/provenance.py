"""Where a figure comes from: the code, the machine, the libraries and the exact bytes of the data."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

_ROOT = Path(__file__).resolve().parents[2]
_MEASURED = ("api", "matcher", "models", "device_drivers", ":(glob)benchmarks/**/*.py")
_LIBRARIES = ("numpy", "opencv-python", "onnxruntime", "dlib-bin", "faiss-cpu", "umbral-identity")
_INSTRUCTION_SETS = ("sse4_2", "avx2", "avx512f", "avx512_vpopcntdq", "avx512_vnni", "asimd")


class HasFiles(Protocol):
    """A data set of either shape."""

    @property
    def name(self) -> str: ...

    def files(self) -> list[Path]: ...


def provenance(sets: Sequence[HasFiles], command: Sequence[str]) -> dict[str, object]:
    """What a reader needs to repeat the run: commit, machine, versions, command, data hashes."""
    return {
        "commit": commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(command),
        "machine": machine(),
        "versions": versions(),
        "data": {
            data.name: {"images": len(data.files()), "sha256": data_hash(data.files())} for data in sets
        },
    }


def commit(root: Path = _ROOT) -> str:
    """The commit that is checked out, with "+" where the measured code differs from it."""
    try:
        head = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", *_MEASURED)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}+" if changed else head


def machine() -> dict[str, object]:
    """Processor, cores that this process may use, and the instruction sets that the kernels ask for."""
    flags, model = _cpuinfo(Path("/proc/cpuinfo"))
    return {
        "processor": model or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "instruction_sets": [name for name in _INSTRUCTION_SETS if name in flags],
        "system": platform.platform(),
    }


def versions() -> dict[str, str]:
    """Python and the libraries that decide a figure."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def data_hash(files: Sequence[Path]) -> str:
    """SHA-256 over every image's folder, name and content, in the given order."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.parent.name}/{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def write(path: Path, result: dict[str, object]) -> None:
    """Write a result as JSON that a diff can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _cpuinfo(path: Path) -> tuple[frozenset[str], str]:
    """The first processor's flags and model name; empty where the system does not tell."""
    if not path.is_file():
        return frozenset(), ""
    fields: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, separator, value = line.partition(":")
        if separator:
            fields.setdefault(key.strip(), value.strip())
    flags = fields.get("flags", fields.get("Features", ""))
    return frozenset(flags.split()), fields.get("model name", "")
