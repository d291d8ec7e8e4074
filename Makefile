# Two commands do all the set-up: `make demo` and `make test`.  They need Python 3.11 or newer.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CALLTOOLS := $(BIN)/calltools
# The releases that were tested, each file checked by its hash; RELEASES=newest: those of today.
INSTALL = $(BIN)/python requirements/install_locked.py
LOCKS = $(wildcard requirements/*.txt) requirements/install_locked.py
PYTHONS ?= python3.11 python3.12 python3.13
WORKERS ?= 2
# One thread a worker: those of two workers on two cores wait for each other at twice the cost.
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest \
    --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# The tests start the program hundreds of times; it is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-fast test-newest lint reference stage-versions lock pictures scores fits release clean
.DELETE_ON_ERROR:

demo: $(VENV)/.user  ## one synthetic call, from sound to a page with statements
	$(CALLTOOLS) demo --install-models

test: $(VENV)/.dev  ## everything, on the real models
	$(PYTEST)

test-fast: $(VENV)/.dev  ## what needs no model, browser or server, in a minute
	$(PYTEST) -m "not (model or browser or server or slow)" --hypothesis-profile fast

test-newest:  ## everything, with the newest releases that pyproject.toml allows
	rm -rf build/newest
	RELEASES=newest $(MAKE) VENV=build/newest test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

reference: $(VENV)/.dev  ## docs/reference/, made anew from the code
	$(BIN)/python docs/make_reference.py

stage-versions: $(VENV)/.dev  ## what the code of each stage is, recorded; WHY="…" where a changed one makes the same
	$(BIN)/python tests/run/stage_code.py "$(WHY)"

lock: $(VENV)/.dev  ## requirements/*.txt, made anew: the newest releases that pyproject.toml allows
	$(BIN)/python requirements/make_lock.py $(PYTHONS)

scores: $(VENV)/.dev  ## every labelled set with the figures that count, beside the last release's
	$(BIN)/python -m benchmarks scores

fits: $(VENV)/.dev  ## all that is learnt, fitted anew and shown beside what the package has
	$(BIN)/python -m training fit

release: $(VENV)/.dev  ## dist/: the wheel, and the SBOM (CycloneDX) of what it is installed with
	rm -rf dist build/release build/sbom
	$(BIN)/python -m build --wheel --no-isolation
	$(PYTHON) -m venv build/release
	build/release/bin/python requirements/install_locked.py review dist/*.whl
	$(PYTHON) -m venv build/sbom
	build/sbom/bin/pip install --quiet --require-hashes --no-deps --requirement requirements/sbom.txt
	build/sbom/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
	    --output-file dist/calltools.cdx.json build/release/bin/python

pictures: $(VENV)/.dev  ## the screenshots in docs/, taken anew
	$(BIN)/python -m pytest tests/e2e/pages tests/site --pictures docs/pictures

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "calltools needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: pyproject.toml $(LOCKS) | $(VENV)/bin/python
	$(INSTALL) review
	touch $@

$(VENV)/.dev: pyproject.toml $(LOCKS) | $(VENV)/bin/python
	$(INSTALL) dev
	touch $@ $(VENV)/.user

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
