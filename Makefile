# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

SHELL := /bin/bash
.DEFAULT_GOAL := help
# The interpreter .venv is made with; empty: keep the present one, or take the first Python >= 3.11 found.
PYTHON ?=
# Further arguments of pytest, the demo and the benchmarks.
ARGS ?=

export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help venv demo test matrix generate check-generated lint docs sanity trust fuzz examples bench bench-quick changelog clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv:  ## make or refresh .venv (PYTHON=python3.12 chooses the interpreter)
	@tools/venv.sh all $(PYTHON)

# Parts of it, for who does not need all.
.PHONY: venv-demo venv-test
venv-demo venv-test:
	@tools/venv.sh $(@:venv-%=%) $(PYTHON)

demo: venv-demo  ## run a fleet from nothing to green on this machine, against the emulator
	@.venv/bin/python -m tests.demo $(ARGS)

test: venv-test  ## run every test (ARGS="tests/unit -k name" replaces the defaults)
	@.venv/bin/pytest $(or $(ARGS),-n 3 --dist worksteal)

# A cell of tests/versions.toml, or oldest, newest, prerelease, modules; empty: name them.
CELL ?=
matrix: venv-test  ## run the tests under another ansible-core and Python (CELL=2.18-py3.12; without CELL: list them)
	@.venv/bin/python tools/matrix.py $(CELL) $(if $(CELL),$(ARGS))

generate: venv  ## write the generated files: action plugins, options, return values, tables
	@.venv/bin/python tools/generate.py

check-generated: venv  ## name the generated files that are not current
	@.venv/bin/python tools/generate.py --check

lint: venv  ## ruff, mypy, yamllint, ansible-lint (production), changelog, licences, generated files
	@tools/lint.sh

docs: venv-demo  ## check the documentation and build its site: build/docs/html/index.html
	@tools/docs.sh

# One version, or "all": every Python that is on this machine. Empty: that of .venv.
SANITY_PYTHON ?=
OWN_PYTHON = $(shell .venv/bin/python -c "import sys; print('%d.%d' % sys.version_info[:2])")
sanity: venv-test  ## ansible-test sanity (SANITY_PYTHON=all: with every Python there is)
	@tools/ansible-test.sh sanity $(if $(filter all,$(SANITY_PYTHON)),,--python "$(or $(SANITY_PYTHON),$(OWN_PYTHON))")

trust: venv-test  ## attack it: faults, kills, secrets, hostile answers, certificates (ARGS=faults for a part)
	@.venv/bin/python -m tests.trust $(ARGS)

FUZZ_EXAMPLES ?= 3000
fuzz: venv-test  ## try random states, declarations and sequences with faults (FUZZ_EXAMPLES=3000)
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) .venv/bin/pytest -n 2 --timeout 3600 tests/integration/test_properties.py $(ARGS)

examples: venv-test  ## try the examples with the programs that they are for (ARGS=event_driven for one)
	@tools/examples.sh $(ARGS)

bench: venv-test  ## measure speed and memory against the targets (some 27 minutes)
	@.venv/bin/python -m tests.benchmarks $(ARGS)

bench-quick: venv-test  ## the same with smaller fleets, in less than 90 seconds
	@.venv/bin/python -m tests.benchmarks --quick $(ARGS)

DATE ?= $(shell date -u +%F)
changelog: venv  ## release the version in galaxy.yml: CHANGELOG.md from changelogs/fragments (DATE=2026-11-25)
	@ANSIBLE_COLLECTIONS_PATH="$$(.venv/bin/python -m tests.collection_tree)" .venv/bin/antsibull-changelog release \
	  --date "$(DATE)" --update-existing --reload-plugins --refresh-plugins allow-removal

clean:  ## remove everything that was made, .venv too
	rm -rf .venv .ansible .cache .pytest_cache .ruff_cache .hypothesis build tests/output
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
