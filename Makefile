# make setup | make up | make test : all that a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2# processes that share the tests; 0: one after the other
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup up down test test-long suite test-packages check format

help:
	@echo "make setup   prepare .venv from requirements.lock; says what the system lacks"
	@echo "make up      set up, start the whole platform with the sample city, drive one case"
	@echo "make down    stop a platform that runs in the background"
	@echo "make test    set up and run every test; ONLY=name: one system with what it stands on"
	@echo "make test-long  what takes long; make test has a sample of most of it"
	@echo "make check   formatter, linters and types"

setup: $(READY)

# Packages are compiled when they are first used: most of their modules never are. What is compiled
# is kept, whatever the machine's settings say: a platform is many processes, and each would compile
# everything anew.
export PYTHONDONTWRITEBYTECODE :=

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -m serve_apps.cli.preflight setup
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m serve_apps.cli.preflight link
	@touch $@

up: setup
	@$(BIN)/yimen up

down: setup
	@$(BIN)/yimen down

test-packages:
	@$(PYTHON) -m serve_apps.cli.preflight test

test: test-packages setup
	@$(MAKE) --no-print-directory --jobs 2 check suite

test-long: test-packages setup
	YIMEN_EVERY_WIDTH=1 $(PYTEST) --timeout 1800 -m long
	YIMEN_EVERY_WIDTH=1 $(PYTEST) tests/acceptance/pages tests/systems/*/pages

suite: setup
ifdef ONLY
	$(PYTEST) $$($(BIN)/python -m tests.only $(ONLY) || echo --no-system-of-that-name)
else
	$(PYTEST)
endif

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive actors serve_apps storage edge dashboards
	$(BIN)/pyright

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
