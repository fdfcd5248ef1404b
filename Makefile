# Every target makes what it needs; only Python 3.11 or newer, make and git must be there.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

.PHONY: demo play bench test check slow lint types imports docs clean help

help:            ## what there is to make
	@grep -E '^[a-z]+: .*##|^[a-z]+:  *##' Makefile | sed 's/:.*##/  /' | expand -t 14

demo: $(STAMP)   ## an invented co-op over some months; needs no account
	@$(BIN)/ilosync demo

play: $(STAMP)   ## the same co-op, with a page to try things on (http://localhost:8000)
	@$(BIN)/ilosync demo --serve

test: $(STAMP)   ## the tests, but for what is marked slow
	$(BIN)/python -m pytest -q

check: lint types imports docs test  ## everything that CI does, but for what is marked slow

slow: $(STAMP)   ## the tests that are marked slow
	$(BIN)/python -m pytest -q -m slow

BENCH := acknowledge burst takeover answer report "acknowledge --database postgresql" \
	"burst --database postgresql --workers 2" \
	"burst --database postgresql --workers 2 --dispatch procrastinate" \
	"takeover --database postgresql" "takeover --database postgresql --dispatch procrastinate"

bench: $(STAMP)  ## the benchmarks, but for the one that is idle for ten minutes
	for what in $(BENCH); do $(BIN)/python -W ignore -m benchmarks.$$what || exit 1; done

lint: $(STAMP)   ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## types
	$(BIN)/mypy

imports: $(STAMP)  ## the direction of imports
	$(BIN)/lint-imports

docs: $(STAMP)   ## that the docs say what the program does
	$(BIN)/python -m docs.generate --check

clean:           ## forget the virtual environment and all caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ilosync needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgres,charts]' --group dev
	@touch $(STAMP)
