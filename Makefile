# `make test` and `make demo` work on a fresh machine with Python 3.11 or newer; they set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: test short-tests test-long test-student coverage lint types demo docs bench build clean

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	@echo "installing into .venv; the first time this takes a minute or more …"
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[dev]'
	@touch .venv/ready

# Without compiled files, each of the hundreds of processes that tests start would compile the kit.
export PYTHONDONTWRITEBYTECODE :=
# What trains networks beside two others gains nothing by more threads, which wait for each other.
export OMP_NUM_THREADS := 1

# One more than two processors, as tests wait as well.
PYTEST := $(BIN)/pytest --numprocesses 3 --dist worksteal --durations 15

# Everything in minutes: pytest, and beside it what works while tests wait. Of what is tried
# many times over, a part: each twentieth fault and each twelfth correct module of tests/corpus/, each
# seventh attack, a few kills of a grader.
test: .venv/ready
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target short-tests lint types

# With a +, so that make shows the progress, as it does of another make.
short-tests: .venv/ready
	+$(PYTEST)

# The other parts: all other faults, correct modules and attacks, fewer layers, a kill at each change,
# the laws of assignments that train many networks.
test-long: .venv/ready
	$(PYTEST) -m long

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

# What students use, installed as they install it: without nbgrader, IPython, rich, matplotlib,
# PyTorch and a sandbox.
STUDENT_TESTS := anywhere student show watching pytest_plugin reset compare kinds values exercise \
	relations_and_explain

.venv-student/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-student
	@.venv-student/bin/python -m pip install -qq --constraint constraints.txt --editable . \
		hypothesis pytest pytest-xdist
	@touch .venv-student/ready

test-student: .venv-student/ready
	.venv-student/bin/pytest --numprocesses 2 $(STUDENT_TESTS:%=tests/test_%.py)

coverage: .venv/ready
	$(PYTEST) --cov --cov-report=term

demo: .venv/ready
	$(BIN)/python demo.py

build: .venv/ready
	$(BIN)/autograder build

.venv/docs: .venv/ready
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[docs]'
	@touch .venv/docs

docs: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# The kit and other graders on the same class; options in BENCH, such as BENCH=--quick.
bench: .venv/ready
	$(BIN)/python -m benchmarks.contenders $(BENCH)

clean:
	rm -rf .venv .venv-bench .venv-student .demo site
