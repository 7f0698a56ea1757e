# Two commands: `make run` sets everything up and shows a person recognised; `make test` sets up and tests.
# Everything lands in this folder: .venv (the project), .venv-tools (uv), models/weights, var (data).

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-tools/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# One thread a library: the service is parallel over requests, and so are the tests.
export OMP_NUM_THREADS ?= 1
# Where an environment forbids it (as many images do), every process would compile all that it imports anew:
# half of what a start costs, and the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

SOURCES := pyproject.toml uv.lock $(wildcard setup.py matcher/kernels/*.c matcher/kernels/*.h)

.PHONY: setup run test check audit sbom bench fuzz soak peers clean help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

setup: .venv/.ready models/weights/.ready  ## system packages, Python packages, models

.venv-tools/.ready:
	@sh .ci/system-packages build
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Umbral needs Python 3.11 or newer, $(PYTHON) is {v[0]}.{v[1]}. Name a newer one: make PYTHON=python3.12 ...")'
	@echo "==> uv $(UV_VERSION), in its own virtual environment"
	@$(PYTHON) -m venv .venv-tools
	@.venv-tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.ready: .venv-tools/.ready $(SOURCES)
	@echo "==> Python packages, as locked"
	@$(UV) sync --locked --python $(shell command -v $(PYTHON))
	@touch $@

models/weights/.ready: .venv/.ready models/registry.toml $(wildcard models/convert/*.py)
	@echo "==> models"
	@$(BIN)/python -m models build
	@touch $@

run: setup  ## the service with synthetic people, on http://127.0.0.1:8000
	@$(BIN)/umbral demo

test: setup  ## all tests
	@sh .ci/system-packages test
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: .venv/.ready  ## style, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/.ready  ## known vulnerabilities in what is locked
	@$(BIN)/python .ci/audit.py $(UV)

sbom: .venv/.ready  ## what ships, packages and weights, as CycloneDX in dist/
	@$(BIN)/python .ci/sbom.py $(UV) dist/umbral.cdx.json

peers: setup  ## other people's matchers, in an environment of their own
	@UV_PROJECT_ENVIRONMENT=.venv-peers $(UV) sync --locked --extra peers --python $(shell command -v $(PYTHON))

DATA ?= ../shared/data
bench: setup peers  ## accuracy and speed; results land in benchmarks/results
	@DATA=$(DATA) sh benchmarks/run.sh

fuzz: setup  ## the full campaigns against every parser, kernel and address
	@UMBRAL_CAMPAIGN=full $(BIN)/python -m pytest -m campaign tests/fuzz tests/attacks tests/conformance

soak: setup  ## the full fault campaigns
	@UMBRAL_CAMPAIGN=full $(BIN)/python -m pytest -m campaign tests/faults tests/flows

clean:  ## remove what setup made; var/ (people's data) stays
	rm -rf .venv .venv-tools .venv-peers models/weights build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find matcher -name '*.so' -delete
