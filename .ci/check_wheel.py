"""Fail unless a wheel holds exactly the five packages and neither weights nor data of people."""

import sys
import zipfile
from pathlib import PurePosixPath

PACKAGES = {"models", "matcher", "device_drivers", "enrollment_station", "api"}
FORBIDDEN = {".onnx", ".dat", ".h5", ".db", ".key"}


def main(path: str) -> None:
    """Read the wheel's list of files and judge it."""
    with zipfile.ZipFile(path) as wheel:
        names = [PurePosixPath(name) for name in wheel.namelist()]
    tops = {name.parts[0] for name in names if not name.parts[0].startswith("umbral_identity-")}
    if tops != PACKAGES:
        sys.exit(f"the wheel's packages are {sorted(tops)}, not {sorted(PACKAGES)}")
    weights = [str(name) for name in names if name.suffix in FORBIDDEN]
    if weights:
        sys.exit(f"the wheel carries what it must not: {weights}")
    for needed in (
        "models/registry.toml",
        "matcher/fingerprint/calibration.json",
        "models/learned/finger_screen.npz",
        "api/contract/strings/es.json",
    ):
        if PurePosixPath(needed) not in names:
            sys.exit(f"the wheel lacks {needed}")
    sys.stdout.write(f"{PurePosixPath(path).name}: {len(names)} files\n")


if __name__ == "__main__":
    main(sys.argv[1])
