# `make test` and `make demo` work on a fresh machine with Python 3.11 or newer; they set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: test demo lint build clean

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	@echo "installing into .venv; the first time this takes a minute or more …"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[dev]'
	@touch .venv/ready

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/autograder build --check
	$(BIN)/autograder verify
	$(BIN)/pytest --numprocesses 2 --dist worksteal

demo: .venv/ready
	$(BIN)/python demo.py

build: .venv/ready
	$(BIN)/autograder build

clean:
	rm -rf .venv .demo
