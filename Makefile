# Two commands are enough on a new machine: `make demo` and `make test`. Each prepares what it needs, once.
# Needs Python 3.11 or later, make and a network (for the first call).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps

# make demo OUT=folder SCALE=1 SEED=1
OUT ?= build/demo
SCALE ?=
SEED ?=
# make run VAULT=folder
VAULT ?=
# make test TESTS="tests/vault -k audit" WORKERS=0
TESTS ?= tests
WORKERS ?= 2
# make bench BENCH=tests/benchmarks/bench_save.py
BENCH ?= tests/benchmarks
# make lock UPGRADE=1 raises every pin
UPGRADE ?=
UV ?= uv>=0.13.9,<0.14

OFFSCREEN = QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen}

.DEFAULT_GOAL := help
.PHONY: help setup demo test run messages check check-style check-types check-imports format bench bench-peers pictures soak lock wheel clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    a made-up network of eight houses, its month end and its report, in $(OUT)"
	@echo "make test    the whole suite"
	@echo "make run     the window (VAULT=folder opens that vault)"
	@echo "make check   style, types and import contracts"
	@echo "make bench   measurements      make soak   the long tests"
	@echo "make bench-peers  the merge beside other programs that merge; installs them under build/peers"
	@echo "make pictures  the pictures of the manual, from the real window"
	@echo "make lock    pins requirements make wheel  what is distributed"
	@echo "make messages  brings the catalogues of translations up to date with the sources"
	@echo "make setup   only the environment, in $(VENV)      make clean"

# -- the environment: each step leaves a stamp, so that the second call costs nothing

$(STAMPS)/environment:
	@sh packaging/linux/create_environment.sh "$(PYTHON)" $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements.txt requirements-build.txt | $(STAMPS)/environment
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements-build.txt -r requirements.txt
	@touch $@

$(STAMPS)/project: pyproject.toml setup.py $(STAMPS)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/libraries: packaging/linux/system_libraries.py $(STAMPS)/runtime
	$(BIN)/python packaging/linux/system_libraries.py
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements-dev.txt
	@touch $@

READY := $(STAMPS)/project $(STAMPS)/libraries

setup: $(READY) $(STAMPS)/dev

# -- what people come for

demo: $(READY)
	$(OFFSCREEN) $(BIN)/millegiorni-desk demo --out "$(OUT)" $(if $(SCALE),--scale $(SCALE)) $(if $(SEED),--seed $(SEED))

run: $(READY)
	@$(BIN)/python packaging/linux/system_libraries.py --window
	$(BIN)/millegiorni-desk $(if $(VAULT),window "$(VAULT)")

test: setup
	$(OFFSCREEN) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

# -- what developers come for

# make -k check shows what is wrong in all three
check: check-style check-types check-imports

check-style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: setup
	$(BIN)/mypy

check-imports: setup
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What nobody says any more leaves the catalogues; what is new is listed, to be translated in resources/translations.
messages: setup
	$(BIN)/python -m tests.language.messages

# Measurements are functions bench_* in tests/benchmarks/bench_*.py; they print what they measured.
bench: setup
	$(OFFSCREEN) $(BIN)/python -m pytest -p no:xdist -o timeout=0 -o faulthandler_timeout=0 -o python_files='bench_*.py' \
		-o python_functions='bench_*' -s $(BENCH)

# The merge beside other programs: their environments are made under build/peers and enter nothing else.
bench-peers: setup
	$(BIN)/python -m tests.benchmarks.peers

# The manual's pictures, taken anew from the real window on the demo's vaults.
pictures: setup demo
	$(OFFSCREEN) $(BIN)/python -m tests.pictures "$(OUT)"

soak: setup
	$(OFFSCREEN) $(BIN)/python -m pytest -n $(WORKERS) -o timeout=0 -m soak --hypothesis-profile=soak $(TESTS)

# No index address and no link is written unless asked for; tests/architecture/test_requirements.py looks.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)"
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group build -o requirements-build.txt
	$(LOCK) --group relay -c requirements.txt -o requirements-relay.txt
	$(LOCK) --group store -c requirements.txt -c requirements-relay.txt -o requirements-store.txt
	$(LOCK) --group peers -o requirements-peers.txt
	$(LOCK) pyproject.toml --group dev -c requirements.txt -c requirements-relay.txt -c requirements-store.txt -o requirements-dev.txt

wheel: setup
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +
