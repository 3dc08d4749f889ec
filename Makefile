# make run | demo | test | check | bench | soak: each installs what it needs into .venv on first use
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
.PHONY: help run demo test check coverage lint types contracts bench soak pictures setup clean

help:            ## these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | while IFS= read -r line; do \
	  printf '  make %-10s %s\n' "$${line%%:*}" "$${line##*## }"; done

run:             ## the daemon on config.yaml; alerts on the terminal while no Slack token is set
	@sh .ci/setup run
	@echo "monitor: watching the feeds of config.yaml (Ctrl-C stops)" >&2
	@exec $(BIN)/monitor run

demo:            ## the whole pipeline on an invented newsroom, without Slack
	@sh .ci/setup run
	@echo "monitor: an invented newsroom, the real pipeline, and a page that looks like the channel" >&2
	@exec $(BIN)/monitor demo

setup:           ## the environment for working on it: .venv
	@sh .ci/setup dev

test:            ## all tests
	@sh .ci/setup dev
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: lint types contracts ## everything CI does: lint, types, import contracts, tests
	@echo "check: tests"
	@$(BIN)/python -m pytest -n auto --dist worksteal

coverage:        ## all tests with branch coverage, at half the speed
	@sh .ci/setup dev
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered

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

bench:           ## the benchmarks, each against a peer in the same run: a few minutes
	@sh .ci/setup dev
	@for file in bench/bench_*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; echo; done

soak:            ## the long tests: 10,000 alerts through faults and 500 times kill -9, a hundred thousand hostile messages
	@sh .ci/setup dev
	@MONITOR_SOAK=1 $(BIN)/python -m pytest tests -m soak -s

pictures:        ## draws docs/alert.png, demo.png and terminal.txt from the demo's own blocks; needs Chromium
	@sh .ci/setup dev
	@$(BIN)/python docs/pictures.py

clean:           ## removes the environment and caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
