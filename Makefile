# Every target does its own set-up; the only thing needed beforehand is Python 3.11 or newer.
# The work itself is in scripts/, one file per job.

.DEFAULT_GOAL := help
.PHONY: help run test check fmt messages lock sbom bench faults mutants screenshots clean environment tools

PY := .venv/bin/python

# Without byte-code every start of Django takes more than twice as long.
unexport PYTHONDONTWRITEBYTECODE
# A server's settings must not leak into what is started from here.
unexport DJANGO_SETTINGS_MODULE
export PYTHONUNBUFFERED := 1

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: environment ## Start the site with demo content at http://localhost:8000/ (PORT=... for another port)
	@$(PY) -m scripts.run

test: tools ## Everything: checks, all tests on SQLite, those of the database on PostgreSQL too
	@$(PY) -m scripts.test

check: tools ## Fast checks: lint, types, import contracts, migrations, translations, dependencies
	@$(PY) -m scripts.check

fmt: tools ## Format Python and templates
	@$(PY) -m scripts.check fmt

messages: tools ## Bring the message catalogues in line with the sources
	@$(PY) -m scripts.update_messages

lock: tools ## Lock the dependencies (UPGRADE=1: to their newest allowed versions)
	@sh scripts/lock.sh $(if $(UPGRADE),--upgrade)

sbom: tools ## Write the software bill of materials to var/sbom.cdx.json
	@$(PY) -m scripts.dependencies sbom

bench: tools ## Measure the speed of pages, import, search, matching, alerts and contact
	@failed=0; for part in run importing searching matching alerts contacting; do \
		$(PY) -m bench.$$part || failed=1; done; exit $$failed

faults: tools ## Kill web server, worker and database under load; nothing may be lost or doubled
	@$(PY) -m tests.faults $(ARGS)

mutants: tools ## Remove each guard in turn and see whether a test notices (ARGS="--sample 20")
	@$(PY) -m scripts.mutants $(ARGS)

screenshots: tools ## Write pictures of the main pages to var/screenshots
	@$(PY) -m scripts.screenshots

clean: ## Remove the environment and all local data
	rm -rf .venv var

environment:
	@sh scripts/bootstrap.sh base

tools:
	@sh scripts/bootstrap.sh dev
