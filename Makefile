# Two commands do everything: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
HOME_DIR ?= demo

.PHONY: demo test tests lint bench bench-protection fuzz faults guide pictures lock dev clean
.DEFAULT_GOAL := demo

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(INSTALLED)  ## the fictitious consortium, all its months, to released workbooks
	$(BIN)/consortium demo --home $(HOME_DIR)

lint: $(INSTALLED)  ## format, rules, types, who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(INSTALLED)  ## lint and every test, side by side
	$(MAKE) --no-print-directory --jobs 2 lint tests

tests: $(INSTALLED)  ## every test; three workers keep two processors busy, for each waits for the disk
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

bench: $(INSTALLED)  ## speed as ratios measured in one run
	$(BIN)/python -m tests.speed.bench

bench-protection: $(INSTALLED)  ## what protection takes and hides, beside the least there could be
	$(BIN)/python -m tests.speed.protection

fuzz: $(INSTALLED)  ## 20,000 spoiled files: none crashes, hangs, leaks or is counted wrong
	$(BIN)/python -m tests.fuzz.run

faults: $(INSTALLED)  ## 500 kills of the real command, at random: nothing lost, twice, half or open
	$(BIN)/python -m tests.faults.run

guide: $(INSTALLED)  ## remake the volunteer's guide from the catalog's messages
	$(BIN)/python -m pipelines.feedback.guide > docs/fixing-your-file.md
	$(BIN)/python -m pipelines.publish.crosswalk > docs/crosswalk.md

pictures: $(INSTALLED)  ## live docs/a-month.md and take its pictures again; needs LibreOffice, Poppler
	$(BIN)/python -m tests.walk

lock: $(INSTALLED)  ## remake requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
		--no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

dev: $(INSTALLED)  ## Dagster's pages on this machine only, its daemon running
	$(BIN)/consortium daemon --pages --home $(HOME_DIR)

clean:  ## everything that the commands above have made
	rm -rf $(VENV) demo demo.keys demo.desks build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
