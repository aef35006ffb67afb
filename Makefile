# `make test` and `make demo` work on a fresh machine with Python 3.11 or newer; they set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: test test-student coverage demo docs build clean

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

# What students use, installed as they install it: without nbgrader, PyTorch and a sandbox.
STUDENT_TESTS := student compare values exercise reports relations_and_explain

.venv-student/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-student
	@.venv-student/bin/python -m pip install -qq --constraint constraints.txt --editable . \
		hypothesis pytest pytest-xdist
	@touch .venv-student/ready

test-student: .venv-student/ready
	.venv-student/bin/pytest --numprocesses 2 $(STUDENT_TESTS:%=tests/test_%.py)

coverage: .venv/ready
	$(BIN)/pytest --numprocesses 2 --dist worksteal --cov --cov-report=term

demo: .venv/ready
	$(BIN)/python demo.py

build: .venv/ready
	$(BIN)/autograder build

.venv/docs: .venv/ready
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[docs]'
	@touch .venv/docs

docs: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean:
	rm -rf .venv .venv-student .demo site
