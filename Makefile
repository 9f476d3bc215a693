# Two commands for newcomers: `make site` and `make test`. Each does all its set-up.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: help site test check check-js format browser bench clean
help:
	@echo "make site    set up, build the example newsroom and serve it on http://127.0.0.1:8000"
	@echo "make test    set up, run every check and test"
	@echo "make check   ruff, mypy and import-linter only"
	@echo "make check-js  types of the theme's scripts (needs tsc, or npx to fetch it)"
	@echo "make format  let ruff put the code in order"
	@echo "make clean   remove what was built (not the virtual environment)"

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Digest needs Python 3.11 to 3.13: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments (on Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

site: $(VENV)/.ready
	$(BIN)/digest build
	$(BIN)/digest serve

browser: $(VENV)/.ready
	$(BIN)/python tests/browser.py

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The scripts have no build and no dependency; TypeScript only reads the types in their comments.
check-js:
	@if command -v tsc >/dev/null; then tsc --project jsconfig.json; \
	elif command -v npx >/dev/null; then npx --yes --package typescript@5 tsc --project jsconfig.json; \
	else echo "Neither tsc nor npx is here: the scripts' types were not checked."; fi

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: check browser
	$(BIN)/pytest --numprocesses 2 --dist loadgroup

clean:
	rm -rf public .public-trees .digest dist
