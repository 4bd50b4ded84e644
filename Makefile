# make demo   sets everything up and reviews the example contracts
# make test   sets everything up and passes the tests
# make lint   style, types and import contracts
# make model  trains the model again from training_data/
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint model examples schema picture clean

demo: $(VENV)/.runtime
	@for contract in examples/*.docx examples/*.pdf; do echo; $(BIN)/sro-nlp review "$$contract" || exit 1; done

test: $(VENV)/.development
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

model: $(VENV)/.development
	$(BIN)/sro-nlp train

examples: $(VENV)/.development
	$(BIN)/python examples/make.py

schema: $(VENV)/.development
	$(BIN)/python -c 'import json; from sro_nlp.report import json_schema; print(json.dumps(json_schema(), indent=2))' > docs/review.schema.json

picture: $(VENV)/.development
	$(BIN)/python docs/make_picture.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sro_nlp needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all]'
	@touch $@

$(VENV)/.development: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	@touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
