# `make handout` is all a teacher needs: it makes the sheet in output/, and brings whatever that takes.
.POSIX:
.PHONY: help handout site check test coverage docs gallery lock clean prepare prepare-tests

# A Python of your own choice: make handout PYTHON=/path/to/python3
PYTHON = python3

# Sets $python to a Python that is new enough. Root on a system without one gets it; anybody else is told how to.
find_python = \
	found() { for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11 /opt/homebrew/bin/python3; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return 0; done; return 1; }; \
	install=; python=python3; if command -v python3 >/dev/null; then python=python3.11; fi; \
	if command -v apt-get >/dev/null; then install="apt-get install -y $$python $$python-venv"; \
	elif command -v dnf >/dev/null; then install="dnf install -y $$python"; \
	elif command -v brew >/dev/null; then install='brew install python'; fi; \
	if ! found && [ "$$(id -u)" = 0 ] && [ -n "$$install" ]; then \
	    echo "This computer has no Python new enough, so one is installed now: $$install"; \
	    if command -v apt-get >/dev/null; then apt-get -qq update; fi; \
	    DEBIAN_FRONTEND=noninteractive $$install >/dev/null || true; fi; \
	if ! found; then \
	    echo "Making handouts needs Python 3.11 or newer, and this computer has none." >&2; \
	    if [ -n "$$install" ]; then echo "Install it with:  $$install  (put sudo before it if that is refused)" >&2; \
	    else echo "Install it from python.org, or ask whoever looks after this computer." >&2; fi; \
	    echo "If that brings an older one, use a newer system, or name a newer Python:  make handout PYTHON=/path/to/python3" >&2; \
	    exit 4; fi

help:
	@echo 'make handout   make the sheet: output/first-day-essentials.pdf and .html'
	@echo 'make site      make the website of ready sheets in build/site'
	@echo 'make check     format, lint, types and the quick tests: for each change'
	@echo 'make test      run every test of the project, in a quarter of an hour'
	@echo 'make coverage  the same, and which lines no test runs'
	@echo 'make docs      build the documentation as a website in build/docs'
	@echo 'make gallery   draw the contact sheets in docs/images/: every role in both themes, every look, every language'
	@echo 'make lock      take the newest versions of all packages into the lock files'
	@echo 'make clean     remove what make has made (not your own files)'

handout: prepare
	@.venv/bin/handout build --sample -o output

site: prepare
	@.venv/bin/handout site -o build/site

# Types are checked while the tests run. Python keeps what it compiled, whatever this machine says: else each program
# that a test starts compiles our modules anew, and each worker the tests.
types_and_tests = \
	export PYTHONDONTWRITEBYTECODE=; .venv/bin/python -m mypy & types=$$!; \
	run() { .venv/bin/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal "$$@" \
	    && tests=0 || tests=$$?; \
	    wait $$types && return $$tests; }; run

check: prepare-tests
	@.venv/bin/ruff format --check handout tests docs first_day_essentials.py
	@.venv/bin/ruff check handout tests docs first_day_essentials.py
	@$(types_and_tests) --quick

test: prepare-tests
	@$(types_and_tests)

coverage: prepare-tests
	@.venv/bin/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=worksteal --cov --cov-report=term:skip-covered

docs: prepare
	@.venv/bin/python -m venv .venv/docs
	@.venv/docs/bin/python -m pip install -q --require-hashes -r requirements-docs.lock
	@.venv/bin/python docs/write_problems.py
	@NO_MKDOCS_2_WARNING=1 .venv/docs/bin/python -m mkdocs build --quiet
	@echo 'Open build/docs/index.html'

gallery: prepare-tests
	@.venv/bin/python docs/write_gallery.py

prepare:
	@$(find_python); "$$python" -m handout.setup.bootstrap

prepare-tests:
	@$(find_python); "$$python" -m handout.setup.bootstrap --tests

# uv alone can lock for every system at once.
compile = .venv/lock/bin/uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --upgrade \
	--custom-compile-command 'make lock'
# With faces for names in other scripts: who runs `make handout` or the container adds no package.
uv = $(compile) pyproject.toml --group build --extra scripts --extra chinese
lock: prepare
	@.venv/bin/python -m venv .venv/lock
	@.venv/lock/bin/python -m pip install -q uv
	@$(uv) -o requirements.lock
	@$(uv) --extra test -c requirements.lock -o requirements-test.lock
	@$(compile) --group docs -o requirements-docs.lock

clean:
	rm -rf .venv .native node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build dist handout/fonts
	rm -f output/first-day-essentials.pdf output/first-day-essentials.html
	find handout tests -name __pycache__ -type d -prune -exec rm -rf {} +
