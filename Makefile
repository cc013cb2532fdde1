# treatplan: `make run` and `make test` set up everything they need, then do their work.
# Written for GNU make 3.81 (macOS) and newer. uv is used where it is on the PATH; pip is enough.

VENV := .venv
# Every tool is started through this: scripts in .venv/bin stop working when the checkout is moved.
PY := $(VENV)/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

INSTALL = { command -v uv >/dev/null && uv pip install --quiet --python $(PY) --require-hashes --no-deps -r $<; } \
	|| $(PY) -m pip install --quiet --require-hashes --no-deps -r $<
LOCK = uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --universal \
	--python-version 3.11 $(LOCK_FLAGS)

.PHONY: help run test setup bench lock fonts pictures screenshots clean
.DELETE_ON_ERROR:

help:
	@echo 'make run    open the window; without a screen, run the demo'
	@echo 'make test   every check: format, lint, types, imports, tests'
	@echo 'make setup  only what those two need'
	@echo 'make bench  the benchmarks (see benchmarks/README.md)'
	@echo 'make clean  remove what make has made'
	@echo 'For maintainers: make lock (needs uv), make fonts (needs npm), make screenshots.'

run: $(VENV)/.run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "`uname`" = Darwin ]; then \
	  $(PY) -m treatplan; \
	else \
	  echo 'There is no screen here, so instead of the window the demo runs: sample patients in an encrypted clinic.'; \
	  $(PY) -m treatplan demo; \
	fi

test: $(VENV)/.test
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy --strict treatplan tests tools $(wildcard benchmarks)
	$(PY) $(VENV)/bin/lint-imports --no-logo
	$(PY) -m pytest

setup: $(VENV)/.test

bench: $(VENV)/.test
	$(PY) -m benchmarks

# bin/python is a link: when the Python behind it is gone, make finds no file here and starts afresh.
$(PY):
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    $$python tools/syslibs.py && $$python -m venv --clear $(VENV); exit; \
	  fi; \
	done; \
	echo "treatplan needs Python 3.11 or newer; found: `python3 --version 2>/dev/null || echo no Python`." >&2; \
	echo 'Where a newer one is not on the PATH, name it: make run PYTHON=/where/it/is/python3.11' >&2; \
	exit 1

$(VENV)/.run: requirements.txt $(PY)
	@echo 'Installing the locked packages, once (Qt is large) ...'
	@$(INSTALL)
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	@echo 'Installing the locked tools for the tests, once ...'
	@$(INSTALL)
	@touch $@

# Changes only what the .in files ask for; everything anew: make lock LOCK_FLAGS=--upgrade
lock:
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

fonts: $(VENV)/.test
	$(PY) tools/fonts.py

pictures: $(VENV)/.test
	$(PY) -m tools.pictures

screenshots: pictures
	$(PY) -m tools.screenshots

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
