"""Models: published weights, pinned by their hashes, converted and opened here and nowhere else."""

import os

# ONNX Runtime's Linux wheels carry a client that reports what is run to their maker: a device number and a
# queue of reports under ~/.cache, sent over HTTPS. It starts with the library's import unless this says no.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
