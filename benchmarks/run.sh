#!/bin/sh
# Every committed result, measured anew. DATA: a folder with fingerprints/ and faces/ (see README, "Figures").
set -eu
python=.venv/bin/python
out=benchmarks/results
data=${DATA:?a folder with fingerprints/ and faces/}

fingerprints="$data/fingerprints/*/"
# shellcheck disable=SC2086 # one folder a word
$python -m benchmarks.accuracy.fingerprint $fingerprints --profile exact --json $out/fingerprint_exact.json
# shellcheck disable=SC2086
$python -m benchmarks.accuracy.fingerprint $fingerprints --profile fast --json $out/fingerprint_fast.json
$python -m benchmarks.accuracy.face "$data/faces/lfw_dev" "$data/faces/orl" --models fallback --json $out/face_fallback.json
$python -m benchmarks.accuracy.identification "$data/fingerprints" --json $out/identification_fingerprint.json
$python -m benchmarks.accuracy.identification "$data/faces/lfw_dev" --json $out/identification_face.json
$python -m benchmarks.accuracy.synthetic_hardness --peer-python .venv-peers/bin/python --json $out/synthetic_hardness.json
