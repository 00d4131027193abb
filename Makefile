# The commands of this project; `make help` lists them.
PYTHON ?= python3
RUN := .venv/bin/python
TEST := $(RUN) -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check test-deep bench messages docs screenshots wheel lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Start the site with the example municipality on http://127.0.0.1:8000 (OV_PORT)
	@$(PYTHON) scripts/environment.py run
	@$(RUN) scripts/build_assets.py
	@$(RUN) scripts/messages.py compile
	@$(RUN) manage.py prepare --example
	@exec $(RUN) manage.py serve

test: .dev ## Run every test: SQLite, PostgreSQL and a browser where they are installed
	@$(RUN) scripts/suite.py

check: .dev ## Look before you commit: format, lint, types, imports, quick tests (under a minute)
	@$(RUN) scripts/check.py

test-deep: .dev ## Run the tests that take long
	@$(TEST) -m deep

bench: .dev ## Measure us beside our peers, and write docs/performance.md
	@$(RUN) scripts/bench.py

messages: .dev ## Bring the English catalogue in line with the code
	@$(RUN) scripts/messages.py update
	@$(RUN) scripts/messages.py check

docs: .dev ## Write the documentation that is made from the code
	@$(RUN) scripts/architecture.py

screenshots: .dev ## Make the pictures of the documentation from a fresh example, in Chromium
	@$(RUN) scripts/screenshots.py

wheel: .dev ## Build the package that a server installs, with everything built inside
	@rm -rf build dist
	@$(RUN) -m uv build --quiet --wheel --no-build-isolation --out-dir dist

lock: .dev ## Lock newer versions of the dependencies
	@scripts/lock.sh

clean: ## Throw away everything that is made, except your data in var/
	@rm -rf .venv node_modules build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache src/openveiligheid/ui/static/ui/built src/openveiligheid/ui/fonts

.PHONY: .dev
.dev:
	@$(PYTHON) scripts/environment.py dev
	@$(RUN) scripts/build_assets.py
	@$(RUN) scripts/messages.py compile
