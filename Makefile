# `make run` and `make test` set up everything they need, from nothing.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint format bench backtest clean messages lock docs browser screenshots soak

run: $(VENV)/.run
	$(BIN)/python app.py

test: lint browser
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev node_modules/.package-lock.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npx --no-install tsc -p jsconfig.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What is compared with is installed here only; PARTS chooses: start stream reports pages large.
bench: browser $(VENV)/.bench
	$(BIN)/python -m benchmarks $(PARTS)

# Hold the forecast of completions to the simulated campaign; prints the tables of docs/forecast.md.
backtest: $(VENV)/.dev
	$(BIN)/python -m benchmarks.backtest

# Ten minutes of the fast demo before an open page; fails on any error in the console.
soak: browser
	$(BIN)/python -m benchmarks.soak

# Bring the catalogues up to date with the texts in the code.
messages: $(VENV)/.dev
	$(BIN)/python -m tools.messages

# Write the generated documents anew.
docs: $(VENV)/.dev
	$(BIN)/python -m dashboard facts > docs/facts.md

# Take the pictures of the documents anew.
screenshots: browser
	$(BIN)/python -m tools.screenshots

# Pin the newest versions that requirements*.in allow.
lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser: $(VENV)/.dev
	sh tools/install_browser.sh $(BIN)

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/pyvenv.cfg requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/pyvenv.cfg requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run

$(VENV)/.bench: $(VENV)/.dev requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

node_modules/.package-lock.json: package.json package-lock.json
	sh tools/install_node.sh
	npm ci --silent
	touch $@
