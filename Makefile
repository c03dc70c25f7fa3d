# The only commands anyone types. Each does all of its own set-up; what is done already is skipped.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test soak browser audit fuzz check fix docs messages lock bench drill load assets
MAKEFLAGS += --no-print-directory

PORT ?= 8000
PYTHON_IN_VENV := .venv/bin/python
MANAGE := $(PYTHON_IN_VENV) manage.py
OWNER := DATABASE_ROLE=

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

setup: ## Everything that demo and run need: .venv, locked packages, browser assets
	@bin/setup

demo: setup ## Serve invented data at http://localhost:8000 (PORT=8001; RESET=1 begins anew)
	@DEMO=1 $(MANAGE) demo --port $(PORT) $(if $(RESET),--reset)

run: setup ## The development server: reloads itself, shows errors in full
	@DEBUG=1 $(OWNER) $(MANAGE) migrate --verbosity 0
	@DEBUG=1 $(OWNER) $(MANAGE) createcachetable
	@DEBUG=1 $(MANAGE) runserver $(PORT)

test: ## Unit and page tests, and which lines all of them reach: fails under 90 of 100 (ARGS=tests/cases: those alone)
	@bin/setup dev
	@$(PYTHON_IN_VENV) bin/test $(ARGS)

soak: ## Drills on few cases, the state machine for 50,000 steps, 500 populations against the attackers of reports, 200 forgeries of the record (minutes)
	@bin/setup dev
	@STEPS=50000 POPULATIONS=500 TRIES=200 TAMPERINGS=200 CRASH_SECONDS=20 DRILLS=1 $(PYTHON_IN_VENV) -m pytest -n 2 tests/operations tests/audit tests/machine tests/accounts/test_lockout.py tests/reports/test_attack.py tests/reports/test_differencing.py $(ARGS)

browser: ## The stories in Chromium (CHROMIUM=/path/to/chromium)
	@bin/setup dev
	@$(PYTHON_IN_VENV) -m pytest -n 2 tests/browser $(ARGS)

audit: ## The list of what is inside (var/sbom.json); known holes of it, asked of the network
	@bin/setup dev
	@mkdir -p var && .venv/bin/cyclonedx-py requirements requirements.txt --output-file var/sbom.json && echo "var/sbom.json"
	@.venv/bin/pip-audit --strict --disable-pip --requirement requirements.txt
	@npm audit --package-lock-only

fuzz: ## The API as each role, and every reader of files and words, with what nobody sends (EXAMPLES=100)
	@bin/setup dev
	@EXAMPLES=$(or $(EXAMPLES),100) $(PYTHON_IN_VENV) -m pytest tests/test_api_schema.py tests/test_fuzz.py $(ARGS)

check: ## What a machine can check: style, types, layers, templates, migrations, generated docs, locks, catalogues
	@bin/setup dev
	@bin/check

fix: ## Let the machine mend what it can
	@bin/setup dev
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .

docs: setup ## Write the generated parts of docs/ again
	@DEBUG=1 $(MANAGE) docs

messages: ## Bring locale/*/LC_MESSAGES/django.po up to date with the source
	@bin/setup dev
	@DEBUG=1 $(MANAGE) messages

lock: ## Resolve requirements*.in and package.json into their lock files
	@bin/setup dev
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
	@[ ! -f package.json ] || npm install --package-lock-only --ignore-scripts --no-audit --no-fund

bench: ## Measure lists, pages, reports and exports at scale (CASES=1000000; bench/)
	@bin/setup dev
	@CASES=$(CASES) $(PYTHON_IN_VENV) -m bench $(ARGS)

drill: ## Backup, the instant before a mistake, failover, outage, restart, kill -9: done here and measured (CASES=50000 ROUNDS=100 AWAY=60)
	@bin/setup dev
	@CASES=$(or $(CASES),50000) $(PYTHON_IN_VENV) -m drills $(ARGS)

load: ## People at work on a site of 50,000 cases (USERS=50 DURATION=600)
	@bin/setup dev
	@CASES=$(or $(CASES),50000) $(PYTHON_IN_VENV) -m drills load

assets: setup ## The browser assets alone
