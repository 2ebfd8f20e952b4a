# detente — everything a checkout needs. `make` alone lists the targets.
#
#   PYTHON=python3.13   which interpreter makes .venv (default: python3)
#   WORKERS=4           how many processes run the tests (default: one a core)

PYTHON  ?= python3
WORKERS ?= auto
VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check
STAMP   := $(VENV)/.installed
UV      := uv==0.13.9
# pytest takes the tests apart on every run unless it may keep what it made of them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test browser pictures check lint bench lock wheel clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# ---------------------------------------------------------------- set-up

install: $(STAMP) ## Make .venv with the locked tools and this package, editable

# Redone when the lock or the package's metadata changes, instant otherwise.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src  # a cold start should not have to
	@touch $@

lock: ## Bring requirements/dev.txt up to date with pyproject.toml (upgrades everything)
	$(PYTHON) -m venv build/lock-venv
	build/lock-venv/bin/python -m pip --disable-pip-version-check install --quiet $(UV)
	build/lock-venv/bin/uv pip compile pyproject.toml --all-extras --group dev \
	  --universal --python-version 3.11 --upgrade --generate-hashes --no-config \
	  --custom-compile-command "make lock" --quiet --output-file requirements/dev.txt

# ---------------------------------------------------------------- try it

demo: install ## Analyse the flagship case, show its evidence, bargain over it, forecast, write its brief
	$(BIN)/detente analyse japan-russia
	$(BIN)/detente evidence timeline japan-russia
	$(BIN)/detente evidence contradictions japan-russia
	$(BIN)/detente evidence lineage japan-russia
	$(BIN)/detente bargain japan-russia --contribution us --frontier 3
	$(BIN)/detente forecast japan-russia --compare
	@mkdir -p build
	$(BIN)/detente brief japan-russia -o build/japan-russia.html
	@echo "The brief is in build/japan-russia.html: open it in a browser."

# ---------------------------------------------------------------- checks

test: lint browser ## All checks and all tests, as CI runs them
	$(BIN)/python -m pytest -n $(WORKERS)

# Debian's Chromium, where that can be had without asking; elsewhere the tests that
# need it are left out, and say so. The names are those of tests/browsing.py.
browser: ## Install Chromium for the browser tests, where root can
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$name >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium; fi; true

pictures: install ## Make the pictures of docs/tour.md anew
	DETENTE_PICTURES=new $(BIN)/python -m pytest -q tests/browser/test_tour.py

check: lint ## The quick part, for between two edits
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -n $(WORKERS) -m "not slow" -q

lint: install ## Style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: install ## Time the engine on cases of growing size
	$(BIN)/python benchmarks/conflict.py --slope

# ---------------------------------------------------------------- release

wheel: install ## Build dist/*.whl and dist/*.tar.gz
	$(BIN)/python -m build --no-isolation --outdir dist

clean: ## Remove .venv, caches and everything built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
