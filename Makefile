# Every target is a script of its own in scripts/; this file only names them.
.PHONY: help setup demo test check clean
.DEFAULT_GOAL := help

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

setup:  ## .venv, a Docker engine, the sandbox images; again: only what is missing
	@scripts/setup

demo: setup  ## judge a right and a wrong solution of six problems
	@scripts/demo

test: setup  ## set up, then the whole check, as CI does
	@scripts/test-tools
	@scripts/check

check:  ## format, lint, types, tests, with what is set up already
	@scripts/check

clean:  ## remove the images, .venv and all caches
	@if [ -x .venv/bin/judge ]; then .venv/bin/judge sandbox clean || true; fi
	@rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
