# make play: everything a fresh clone needs, then the coach, which asks how old your baby is. make test: the tests. Both can be repeated.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Without bytecode every coach that a test starts would be compiled anew.
unexport PYTHONDONTWRITEBYTECODE
REAL := "(room or real) and not alone"
# Each of five workers would read all 7,000 tests, only to run these.
REAL_FILES = $(shell grep -rlE 'mark\.(room|real)' tests --include='test_*.py')
# The record of what failed is their own: the unit tests, which run meanwhile, keep theirs.
OURS = $(BIN)/python -m pytest -q -o cache_dir=.pytest_cache/real -m $(REAL) $(REAL_FILES)
COUNTED = $(BIN)/python -m pytest -q -m "counted and not (room or real)" --cov=coach --cov-report=
OTHERS = $(BIN)/python -m pytest -q -m "not (counted or room or real)"
# Each target's output in one piece; macOS has a make that can't.
SYNC = $(if $(filter output-sync,$(.FEATURES)),--output-sync)
ALONE_FILES = $(shell grep -rlE 'mark\.alone|LIBRARIES' tests --include='test_*.py')
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: sample play test units real check format audit lock clean

play: $(VENV)/.ready
	$(BIN)/coach

# The unit tests, at a low priority, take what the real ones leave of the processor: those mostly wait.
test: $(VENV)/.ready-dev
	$(MAKE) --jobs 2 $(SYNC) units real
	$(BIN)/python -m pytest -q -m alone $(ALONE_FILES)

# First those that count the branches of the pure core, then all others. What failed is tried once more here too: a few
# tests watch the clock.
units:
	nice -n 5 $(COUNTED) -n 2 || $(COUNTED) --cov-append --last-failed --last-failed-no-failures none
	$(BIN)/python -m coverage report
	nice -n 5 $(OTHERS) -n 2 || $(OTHERS) --last-failed

# Five at a time. On a machine that stood still meanwhile, what failed is tried once more, and must pass then.
real:
	$(OURS) -n 5 --dist worksteal || $(OURS) --last-failed

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What check would complain about and a machine can put right: layout, imports, the generated parts of the documentation.
format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix --exit-zero -q .
	$(BIN)/ruff format -q .
	$(BIN)/python -m tools.pages

# Red for a licence outside the allow-list (pyproject.toml) or a known vulnerability in a locked package. Needs the package index.
audit: $(VENV)/.ready-dev
	$(BIN)/pip-licenses --order=license
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements-dev.lock --progress-spinner off

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one: make PYTHON=python3.12 play")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps -e .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	touch $@

# Exact versions for every system and Python, all that is installed (hence --no-deps above); needs uv. The package index is left to each machine's own settings.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q pyproject.toml
lock:
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock

# The recording of the README, in the words of its transcript.
sample: $(VENV)/.ready
	$(BIN)/coach render hips --only "hip sweep" --detail remind --age 4m --wait 2s -o docs/sample.mp3

clean:
	rm -rf $(VENV) build *.egg-info
