# make demo, make test: each sets up what it needs in .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench score scoreboard schemas pages examples clean
demo: .venv/ready
	@$(BIN)/fabric-check demo

test: .venv/ready
	@tools/system-packages < tools/debian-packages-test.txt
	@$(BIN)/python -m pytest -n 2 --dist worksteal

lint: .venv/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/ready
	@tools/system-packages < tools/debian-packages-test.txt
	@tools/system-packages < tools/debian-packages-bench.txt
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script || exit 1; done

score: .venv/ready
	@$(BIN)/python tests/score/score.py

scoreboard: .venv/ready
	@$(BIN)/python tests/score/score.py --write

schemas pages examples: .venv/ready
	@$(BIN)/python tools/write-$@.py

.venv/ready: pyproject.toml constraints.txt tools/make-venv
	@PYTHON="$(PYTHON)" tools/make-venv

clean:
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache
