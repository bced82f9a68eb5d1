# make run    set up and start web chat and console on SQLite (ARGS="--demo" adds demo staff and cases)
# make test   set up and run every test
# make check  style, types
# make bench  speed of understanding and of a whole turn
# make lock   write the locked versions anew from pyproject.toml

PYTHON ?= python3
BIN := .venv/bin
LOCK := deploy/requirements.txt
LOCK_DEV := deploy/requirements-dev.txt

.PHONY: run test check bench lock

run: .venv/.run
	$(BIN)/python -m bot run $(ARGS)

test: .venv/.dev
	bash deploy/test-needs.sh
	TEST_DATABASE_URL="$$(bash deploy/test-postgres.sh)" $(BIN)/python -m pytest $(ARGS)

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/.dev
	$(BIN)/python -m bot bench $(ARGS)

lock:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --universal pyproject.toml -o $(LOCK)
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --universal --extra dev pyproject.toml -o $(LOCK_DEV)

.venv/.run: $(LOCK)
	@bash deploy/venv.sh "$(PYTHON)"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@touch $@

.venv/.dev: $(LOCK_DEV) $(LOCK)
	@bash deploy/venv.sh "$(PYTHON)"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK_DEV)
	@touch .venv/.run $@
