# make demo    install, then validate, generate and verify every dataset under specs/ into build/
# make test    the quick tests
# make check   everything that must hold before a change is merged
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The first Python of at least 3.11, unless one is named: make demo PYTHON=python3.12
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
WORKERS ?= 2

# Some machines forbid Python to keep what it has compiled. Every command, each worker of the tests and every process
# that a test starts would then compile the whole program again, which takes longer than most tests.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SPREAD := -n $(WORKERS) --dist worksteal -q  # neighbours share what a fixture made; a worker that is done takes from another
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help
help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: $(STAMP)  ## generate and verify every dataset under specs/ into build/
	@$(BIN)/manikin demo specs --out build

.PHONY: test
test: $(STAMP)  ## run the quick tests
	@$(BIN)/python -m pytest -m "not slow" $(SPREAD)

.PHONY: check
check: $(STAMP)  ## run every check: format, lint, types, layers, generated files, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/build.py --check
	$(BIN)/python -m pytest $(SPREAD) --durations=10

.PHONY: format
format: $(STAMP)  ## format the code and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: docs
docs: $(STAMP)  ## rewrite the generated pages and schemas
	$(BIN)/python docs/build.py

.PHONY: golden
golden: $(STAMP)  ## rewrite the golden files, to be read in review
	$(BIN)/python -m pytest -q tests/golden --golden

.PHONY: bench
bench: $(STAMP)  ## measure speed beside other programs, and write docs/benchmarks.md
	$(BIN)/python benchmarks/all.py --quick

.PHONY: spark
spark: $(STAMP)  ## add PySpark to the environment (450 MB) and run its tests, which need Java 17
	@$(PIP) install --require-hashes --no-deps --requirement requirements-spark.lock
	@$(BIN)/python -m pytest -q tests/engines

COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: lock
lock: $(STAMP)  ## pin every dependency again in requirements.lock, and what Spark needs besides
	$(PIP) install pip-tools
	$(COMPILE) --extra all --extra dev --output-file $(VENV)/lock pyproject.toml
	{ echo '# Every dependency, pinned with its hashes. Made by `make lock` from pyproject.toml; not edited by hand.'; \
		grep -v '^# The following packages' $(VENV)/lock; } > requirements.lock
	$(COMPILE) --extra spark --constraint requirements.lock --output-file $(VENV)/lock-spark pyproject.toml
	{ echo '# What the extra `spark` needs besides requirements.lock. Made by `make lock`; not edited by hand.'; \
		awk 'NR == FNR { if (/==/) { split($$0, part, "=="); pinned[part[1]] } next } \
			/==/ { split($$0, part, "=="); keep = !(part[1] in pinned) } keep' \
			requirements.lock $(VENV)/lock-spark | grep -v '^#'; } > requirements-spark.lock

.PHONY: clean
clean:  ## remove the environment, builds and caches
	rm -rf $(VENV) build dist generator/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find generator tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made afresh whenever what is pinned or declared has changed.
$(STAMP): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "manikin needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install one, or name it: make demo PYTHON=/path/to/python3.11" >&2; exit 2; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "manikin needs Python 3.11 or newer; $(PYTHON) is older or cannot be run." >&2; \
		echo "Name another: make demo PYTHON=/path/to/python3.11" >&2; exit 2; }
	@echo "Installing into $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "The environment could not be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
