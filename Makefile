# `make demo` sets up and runs the main job; `make test` sets up and passes the tests; `make check` is the whole gate.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: golden demo test check lint types layers docs site screenshots browser lock clean

demo: .venv/ready
	$(BIN)/newsfold demo

test: .venv/ready browser
	$(BIN)/python -m pytest

check: lint types layers docs site test

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

layers: .venv/ready
	$(BIN)/lint-imports

# What is generated from the code (docs/cli.md, docs/schema.md …) is up to date; `make docs WRITE=--write` renews it.
docs: .venv/ready
	$(BIN)/python docs/generate.py $(WRITE)

# The documentation as a site in site/; a broken link or a page outside of it fails.
site: .venv/ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# Takes the pictures of the documentation anew, from the demo. Fonts decide how they look: Debian's Noto, where there is apt-get.
screenshots: .venv/ready browser
	@test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || $(APT) fonts-noto-core fonts-noto-cjk >/dev/null
	$(BIN)/python docs/screenshots.py

# The browser that the pages are tested in: the system's Chromium, from Debian's packages where there is none yet.
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || test -n "$$CHROMIUM_PATH" \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && $(APT) chromium >/dev/null; } \
	  || echo "There is no Chromium: the tests in a real browser are skipped. On Debian: apt-get install chromium" >&2

# Records a golden case in tests/pages/: make golden NAME=… KIND=article|refused|listing|feed|sitemap|kind URL=… FILE=…
golden: .venv/ready
	$(BIN)/python tests/golden.py "$(NAME)" "$(KIND)" "$(URL)" "$(FILE)" $(CONTENT_TYPE)

# Renews the exact versions and hashes in requirements.txt from pyproject.toml.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --upgrade --extra dev --all-build-deps --allow-unsafe --generate-hashes --strip-extras \
	  --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	  --output-file requirements.txt pyproject.toml
	rm -rf .venv-lock

.venv/ready: requirements.txt pyproject.toml $(wildcard setup.py) $(wildcard dedupe/*.c dedupe/loops/*.h)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsfold needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q spiders crawler dedupe storage
	touch $@

clean:
	rm -rf .venv build dist site *.egg-info
