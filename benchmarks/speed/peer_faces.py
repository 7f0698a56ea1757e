"""The other side of `benchmarks.speed.face`: face_recognition, in its own environment, with nothing of ours.

A picture's path as the argument. For each line on stdin: decode, find and describe its faces once, and answer
one line of JSON with the milliseconds of CPU and the number of faces.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")  # its models' package uses what setuptools deprecates

import face_recognition  # noqa: E402 - after the warning is off


def main() -> None:
    """Until stdin ends."""
    for _ in sys.stdin:
        started = time.process_time()
        faces = face_recognition.face_encodings(face_recognition.load_image_file(sys.argv[1]))
        spent = 1e3 * (time.process_time() - started)
        print(json.dumps({"ms": spent, "faces": len(faces)}), flush=True)


if __name__ == "__main__":
    main()
