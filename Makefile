# make run | test | check | demo | bench | soak: each installs what it needs into .venv on first use
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
.PHONY: help run demo test check lint types contracts bench soak setup clean

help:            ## these targets
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup:           ## the environment for running and testing
	@sh .ci/setup dev

run:             ## the daemon on config.yaml; alerts on the terminal while no Slack token is set
	@sh .ci/setup run
	@echo "monitor: watching the feeds of config.yaml (Ctrl-C stops)" >&2
	@exec $(BIN)/monitor run

demo:            ## the whole pipeline, offline, within a minute
	@sh .ci/setup run
	@exec $(BIN)/monitor demo

test:            ## all tests
	@sh .ci/setup dev
	@$(BIN)/python -m pytest -n auto

check: lint types contracts ## everything CI does: lint, types, import contracts, tests with branch coverage
	@echo "check: tests, with branch coverage"
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

lint:
	@sh .ci/setup dev
	@echo "check: lint"
	@$(BIN)/ruff check .

types:
	@sh .ci/setup dev
	@echo "check: types"
	@$(BIN)/mypy

contracts:
	@sh .ci/setup dev
	@echo "check: import contracts"
	@$(BIN)/lint-imports

bench:           ## benchmarks, each against a peer in the same run
	@sh .ci/setup dev
	@for file in bench/bench_*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

soak:            ## the long crash tests: 200 kills
	@sh .ci/setup dev
	@MONITOR_SOAK=1 $(BIN)/python -m pytest tests/scenarios -m soak -s

clean:           ## removes the environment and caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
