# Each target runs a script in scripts/.
.PHONY: help setup demo test check clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

setup:  ## create .venv, a Docker engine and the sandbox images, if missing
	@scripts/setup

demo: setup  ## judge a right and a wrong solution of six problems
	@scripts/demo

test: setup  ## set up, then check everything, as CI does
	@scripts/test-tools
	@scripts/check

check:  ## format, lint, types, tests, without setting up
	@scripts/check

clean:  ## remove the sandbox images, .venv and all caches
	@if [ -x .venv/bin/judge ]; then .venv/bin/judge sandbox clean || true; fi
	@rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
