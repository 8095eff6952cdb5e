# Bare `make` lists the targets. Everything lives in .venv, or in .tools what only tests start; nothing else is installed.
PYTHON ?= python3
VENV := .venv
TOOLS := .tools
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The tests start thousands of commands: each would compile every module that it loads once more (0.8 s of a run of 2.4).
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install extras tools demo unit test test-all lint types format docs schema smoke bench kill-test hostile-test samples samples-hwp clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cgq needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python lacks its venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --upgrade 'pip>=25.1'

# What is installed is told by stamps, so that a second `make` starts at once.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing cgq into $(VENV) …" >&2
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "Installing what the tests and checks need …" >&2
	@$(PIP) install --constraint constraints.txt --group dev
	@$(PIP) install --constraint constraints.txt --no-deps koreanize-matplotlib
	@touch $@

# Programs of others that only tests start, as processes of their own: their licences (AGPL, GPL) are not ours, so no
# environment of ours holds them. One that cannot be had is reported, and its tests are skipped.
$(TOOLS)/anki/.installed: tests/tools/anki.txt | $(VENV)/.dev
	@rm -rf $(TOOLS)/anki
	@$(PIP) install --no-deps --target $(TOOLS)/anki --requirement tests/tools/anki.txt && touch $@ || \
	  { rm -rf $(TOOLS)/anki; echo "Anki's library could not be had: its tests are skipped" >&2; }

$(TOOLS)/qti/.installed: tests/tools/get_player.py | $(VENV)/.dev
	@rm -rf $(TOOLS)/qti && mkdir -p $(TOOLS)/qti
	@$(BIN)/python tests/tools/get_player.py $(TOOLS)/qti >/dev/null && touch $@ || \
	  { rm -rf $(TOOLS)/qti; echo "The QTI player could not be had: its tests are skipped" >&2; }

install: $(VENV)/.installed ## Make .venv with cgq in it
	@echo "cgq is $(BIN)/cgq. How to begin: $(BIN)/cgq help start"

extras: $(VENV)/.installed ## Add the packages that Hangul documents, scans and HEIC take
	@$(PIP) install --constraint constraints.txt --editable '.[hwp,heic,ocr]'
	@echo "What the system lacks beside them: $(BIN)/cgq doctor"

# A real Neo4j lies in the user's cache folder: 123 MB that all checkouts share.
tools: $(TOOLS)/anki/.installed $(TOOLS)/qti/.installed ## Get what only tests use, into .tools
	@$(BIN)/python -m tests.support.neo4j_server

demo: $(VENV)/.installed ## Run the sample papers through every stage, and tell what the bank holds
	@$(BIN)/cgq demo

unit: $(VENV)/.dev ## Run the unit tests: about 40 s of CPU on a busy machine
	@$(BIN)/python -m pytest tests/unit

# Whole files of tests go to as many processes as there are cores, the long ones of the command first.
test: $(VENV)/.dev tools ## Run the tests
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-all: $(VENV)/.dev tools ## Run the tests and the slow campaigns
	@$(BIN)/python -m pytest -m ''

lint: $(VENV)/.dev ## Check style, layers and the generated documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH= $(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

types: $(VENV)/.dev ## Check the types, twice
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/.dev ## Put the code into its format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.dev ## Write the generated documents anew
	@$(BIN)/python docs/generate.py

schema: $(VENV)/.dev ## Store the newest schema, from which migrations are tested
	@$(BIN)/python -m tests.support.stored_schemas

samples: $(VENV)/.dev ## Write the sample papers anew
	@$(BIN)/python sample_data/generate.py

samples-hwp: $(VENV)/.dev ## Write those anew that are Hangul documents: gets a converter by npm
	@$(BIN)/python -m sample_data.hangul >/dev/null

smoke: $(VENV)/.dev ## Build the wheel and run it in an environment of its own
	@sh bench/smoke.sh $(BIN)/python

bench: $(VENV)/.dev ## Measure the queue, the pipeline and the reader side by side with others
	@$(BIN)/python bench/queue.py
	@$(BIN)/python bench/pipeline.py
	@$(BIN)/python bench/extract.py

kill-test: $(VENV)/.dev ## Kill workers and supervisors 2,000 times and count what was lost
	@$(BIN)/python bench/kill.py --kills 2000

hostile-test: $(VENV)/.dev ## Damage the sample papers 10,000 times and read each in the sandbox
	@$(BIN)/python bench/hostile.py --mutants 10000

clean: ## Remove .venv and what was built
	@rm -rf $(VENV) $(TOOLS) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
