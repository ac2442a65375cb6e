# One word for everything that a newcomer or CI does. Needs make and Python 3.11 to 3.13; the rest is set up by itself.
# The first Python that runs and is new enough; give another with `make PYTHON=/path/to/python setup`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
BIN := .venv/bin
# Where a machine forbids bytecode, every process would compile everything anew: half of the time of many tests.
export PYTHONDONTWRITEBYTECODE :=
# How many tests run side by side: two more than there are processors, since some always wait.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) + 2)
# What `make run` hands on: PORT=8080 and DATA=folder, where they are given.
SERVE = $(if $(PORT),--port $(PORT)) $(if $(DATA),--data "$(DATA)")

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types checkers image watching bench morning faults mutants browser chronicle holidays lock sbom clean

help: ## show these lines
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: ## set everything up into .venv and node_modules (a second run takes no time)
	@$(if $(PYTHON),,echo "No Python 3.11, 3.12 or 3.13 was found. Install one, or say where it is: make PYTHON=/path/to/python setup"; exit 1;) \
	$(PYTHON) scripts/setup.py

run: setup ## start the local front door (PORT=3978 DATA=.data to choose)
	@exec $(BIN)/front-door serve --local $(SERVE)

test: setup ## run the whole test suite (SEED=1 in a random order, WORKERS=2 side by side)
	@echo "test: running the whole suite"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(SEED),-p pytest_randomly --randomly-seed=$(SEED)) || { echo "Next: mend what failed; make test runs it again."; exit 1; }
	@echo "Next: make run to try it, make lint and make types before you hand it on."

lint: setup ## check style and formatting, changing nothing
	@$(BIN)/ruff check --output-format concise .
	@$(BIN)/ruff format --check .

types: setup ## check types
	@$(BIN)/mypy

checkers: setup ## hold container, Azure templates, pipelines and alert rules against the field's checkers
	@$(BIN)/python -m scripts.checkers

image: setup ## build the container image, look into it and run it (root on Debian; BASE=named for the base of the Dockerfile)
	@$(BIN)/python -m scripts.image $(if $(BASE),--base $(BASE))

watching: setup ## let a real Prometheus read a front door, and ask every alert rule
	@$(BIN)/python -m scripts.watching

bench: setup ## measure speed: the host beside the stock bot, the rules, growth with the register, papers and roadmap
	@$(BIN)/python benchmarks/host.py
	@$(BIN)/python benchmarks/rules.py
	@$(BIN)/python -m benchmarks.register_size
	@$(BIN)/python -m benchmarks.papers
	@$(BIN)/python -m benchmarks.roadmap

morning: setup ## live through a morning of 3,600 staff (11 minutes; MINUTES=2 for a short one)
	@$(BIN)/python -m benchmarks.morning $(if $(MINUTES),--minutes $(MINUTES))

faults: setup ## kill, hang and break things, and count what was lost (GOAL=R1 FULL=1 SEED=2: docs/reliability.md)
	@$(BIN)/python -m benchmarks.faults $(GOAL) $(if $(FULL),--full) $(if $(SEED),--seed $(SEED))

mutants: setup ## put random one-line faults into a copy of the product: do the tests find them? (N=100 SEED=1 KINDS=not AT=2 QUICK=1 AGAIN=1)
	@$(BIN)/python -m benchmarks.mutants $(if $(N),--many $(N)) $(if $(SEED),--seed $(SEED)) $(if $(KINDS),--kinds "$(KINDS)") $(if $(AT),--at-once $(AT)) $(if $(QUICK),--quick) $(if $(AGAIN),--again)

browser: setup ## play the story in Chromium and take the screenshots
	@$(BIN)/python -m pytest tests/browser --browser -n 2 --dist loadfile

chronicle: setup ## live from nothing to the first request in a simulated tenant, and write docs/chronicle.md
	@$(BIN)/python -m tests.bot.production.chronicle docs/chronicle.md

holidays: setup ## write dialogs/bank_holidays.json again, after a new version of the library
	@$(BIN)/python scripts/bank_holidays.py

lock: setup ## choose exact versions again (UPGRADE=1 takes the newest)
	@$(BIN)/python scripts/lock.py $(if $(UPGRADE),--upgrade)

sbom: setup ## list everything that is installed, with licences: build/sbom.json and docs/licences.md
	@$(BIN)/python scripts/sbom.py

clean: ## remove what was set up and built (data in .data stays)
	rm -rf .venv .venv-checkers node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
