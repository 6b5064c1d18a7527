# What a newcomer runs. Only Python 3.11 or newer, pip, git and make are needed; nothing is installed as root.

PYTHON ?= python3
VENV := .venv
export PIP_DISABLE_PIP_VERSION_CHECK := 1
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SPARK := $(VENV)/.spark-installed
DIR ?= build/demo
PORT ?= 8080
ROWS ?= 5000000

.PHONY: demo test lint docs bench up secrets lock clean

demo: $(INSTALLED)  ## a month of three simulated partners, through Airflow
	$(BIN)/vmo demo $(DIR)

test: lint $(SPARK)  ## everything that CI runs
	$(BIN)/pytest -n auto --dist loadfile

lint: $(INSTALLED)  ## the rules that need no run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(INSTALLED)  ## the generated pages: kinds, metrics, checks
	$(BIN)/python docs/generate.py

bench: $(INSTALLED)  ## one JSON line of times and memory, for ROWS contacts; BENCH=--without-pandas for many
	@$(BIN)/python -m bench --rows $(ROWS) $(BENCH)

up: $(INSTALLED)  ## Airflow with the demo portfolio on 127.0.0.1:PORT; Ctrl-C ends it
	$(BIN)/python -c 'from pathlib import Path; from vmo.desk.demo import prepare, serve; \
		prepare(Path("$(DIR)")); serve(Path("$(DIR)"), $(PORT))'

secrets: $(INSTALLED)  ## the files that docker-compose.yml reads its secrets from
	$(BIN)/python deployment/make_secrets.py secrets

lock:  ## pin every package anew; the only target that needs uv
	uv pip compile pyproject.toml --extra test --generate-hashes --universal --python-version 3.11 \
		--no-header --allow-unsafe --quiet --output-file requirements.lock
	echo 'pyspark==4.3.*' | uv pip compile - --generate-hashes --universal --python-version 3.11 \
		--no-header --quiet --output-file requirements-spark.lock

clean:  ## away with what was built; the environment stays
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find vmo dags tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Spark is for rows too many for one machine. It lies apart, since Great Expectations loads it wherever it finds it; without
# Java its tests skip, and say so.
$(SPARK): $(INSTALLED) requirements-spark.lock
	@if command -v java > /dev/null; then \
		env -u PYTHONDONTWRITEBYTECODE $(BIN)/pip install --quiet --require-hashes \
			--upgrade --target $(VENV)/spark -r requirements-spark.lock; \
	else echo "no Java here: the tests of Spark skip"; fi
	touch $(SPARK)

# Compiled bytecode makes the first start of Airflow three times as fast.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
		"vmo needs Python 3.11 or newer, found %d.%d; name one: make PYTHON=python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pip install --quiet --require-hashes -r requirements.lock
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $(INSTALLED)
