# What a reader and a contributor run. `make` alone lists it.
# Needs Python 3.11 and GNU make 3.81, or later; packages go to .venv, caches to .cache.

VENV := .venv
PY := $(VENV)/bin/python
UV := uv==0.13.9
PIP_AUDIT := pip-audit==2.10.1

# The interpreters that may build .venv, in order; `make run PYTHON=/path/to/python` names another.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)

# A stamp is named after the contents of the files it stands for: other contents install again, and
# a checkout that only touches the files does not.
digest = $(shell cat $(1) | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-16)
RUN_STAMP := $(VENV)/.installed-run-$(call digest,requirements.txt)
DEV_STAMP := $(VENV)/.installed-dev-$(call digest,requirements.txt requirements-dev.txt)

.DEFAULT_GOAL := help
.NOTPARALLEL:
# The peers of the benchmarks lie beside .venv, which stays as the tests know it.
BENCH := .cache/bench
BENCH_STAMP := $(BENCH)/.installed-$(call digest,bench/requirements.txt)

.PHONY: help run test lint audit data words shots bench soak check lock clean setup-run setup-dev

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: setup-run ## Start the dashboard (CASE=DIR shows another case, ARGS=… goes to Streamlit)
	@exec $(PY) -m streamlit run app.py $(ARGS) $${CASE:+-- --case "$$CASE"}

test: setup-dev ## Run every test, those in the browser too (ARGS=… goes to pytest)
	@$(need_chromium); \
	chromium="$$found"; $(find_nginx); \
	if [ -z "$$found" ]; then $(fetch_nginx); $(find_nginx); fi; \
	if [ -z "$$found" ]; then $(no_nginx); exit 1; fi; \
	CHROMIUM="$$chromium" NGINX="$$found" exec $(PY) -m pytest $(ARGS)

lint: setup-dev ## Check style, types and floors
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo --cache-dir .cache/importlinter

data: setup-run ## Rebuild the geography, the vendored files and the data package
	@$(PY) -m scripts.build_geography
	@$(PY) -m scripts.build_vendor
	@$(PY) -m scripts.build_datapackage

words: setup-run ## Extract, update and compile the catalogues of the interface
	@$(PY) -m scripts.words

shots: setup-dev ## Take pictures of every page into .cache/shots, to look at (ARGS='--lang en')
	@$(need_chromium); \
	CHROMIUM="$$found" exec $(PY) -m scripts.shots $(ARGS)

bench: setup-dev ## Measure how fast it is, beside others (ARGS='--only step,paint --runs 5')
	@if [ ! -e $(BENCH_STAMP) ]; then \
	  rm -rf $(BENCH) && $(PY) -m pip install --quiet --disable-pip-version-check --no-deps \
	    --target $(BENCH)/packages -r bench/requirements.txt && touch $(BENCH_STAMP); \
	fi
	@$(need_chromium); \
	chromium="$$found"; $(find_nginx); \
	CHROMIUM="$$chromium" NGINX="$$found" exec $(PY) -m bench.run $(ARGS)

soak: setup-dev ## Ten minutes in which everything goes wrong (ARGS='--minutes 2')
	@$(need_chromium); \
	CHROMIUM="$$found" exec $(PY) -m bench.soak $(ARGS)

check: ## Do what CI does
	@bash .ci/run

lock: setup-run ## Fix what requirements.txt needs in turn, by hash (ARGS=--upgrade: newer ones)
	@[ -x .cache/lock/bin/uv ] || $(PY) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS) \
	  --output-file deploy/requirements.lock requirements.txt

audit: setup-run ## Hold every locked package against the known advisories (asks the package index)
	@[ -x .cache/audit/bin/pip-audit ] || { $(PY) -m venv .cache/audit && \
	  .cache/audit/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_AUDIT); }
	@.cache/audit/bin/pip-audit --strict --require-hashes --disable-pip \
	  --requirement deploy/requirements.lock || \
	  { echo "Above: advisories to mend, or which package was not audited, and why." >&2; exit 1; }

clean: ## Remove everything that these targets made
	rm -rf $(VENV) .cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Packages -------------------------------------------------------------------------------------

setup-run:
	@$(call install,$(RUN_STAMP),-r requirements.txt,$(RUN_STAMP))

setup-dev:
	@$(call install,$(DEV_STAMP),-r requirements-dev.txt,$(RUN_STAMP) $(DEV_STAMP))

# Install $(2) into .venv unless the stamp $(1) is there, then leave the stamps $(3). All stamps go
# first: an install may move packages that another stamp vouches for.
define install
if [ -x $(PY) ] && [ -e $(1) ]; then exit 0; fi; \
if ! $(PY) -c 'import pip; $(new_enough)' 2>/dev/null; then $(make_venv); fi; \
echo "Installing packages into $(VENV) (a minute or so, until they change)" >&2; \
rm -f $(VENV)/.installed-*; \
$(PY) -m pip install --quiet --disable-pip-version-check $(2) && touch $(3)
endef

new_enough := import sys; sys.exit(sys.version_info < (3, 11))

define make_venv
for python in $(PYTHONS); do \
  if "$$python" -c '$(new_enough)' 2>/dev/null; then break; fi; \
  python=; \
done; \
if [ -z "$$python" ]; then \
  echo "This needs Python 3.11 or later; here is $$(python3 --version 2>/dev/null || echo none)." \
    "Install it," >&2; \
  echo "or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; \
  exit 1; \
fi; \
if ! "$$python" -m venv --clear $(VENV); then \
  echo "Python's venv module is incomplete; on Debian and Ubuntu: apt install python3-venv" >&2; \
  exit 1; \
fi
endef

# --- The browser and the proxy of the tests -------------------------------------------------------
# A test that needs one must fail, not be skipped, where there is none: so there has to be one.

# Leaves the browser in $$found, and brings Debian's if there is none; fails if that fails.
define need_chromium
$(find_chromium); \
if [ -z "$$found" ]; then $(install_chromium); $(find_chromium); fi; \
if [ -z "$$found" ]; then $(no_chromium); exit 1; fi
endef

# Leaves the browser in $$found. It has to run: some systems ship a stub that only names a package.
define find_chromium
found=; set -- "$$CHROMIUM"; \
[ -n "$$CHROMIUM" ] || set -- chromium chromium-browser google-chrome google-chrome-stable \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; \
for browser; do \
  if "$$browser" --version >/dev/null 2>&1; then found=$$(command -v "$$browser"); break; fi; \
done
endef

define install_chromium
if command -v apt-get >/dev/null && [ -z "$$CHROMIUM" ]; then \
  root=; [ "$$(id -u)" = 0 ] || root='sudo -n'; \
  if [ -z "$$root" ] || $$root true 2>/dev/null; then \
    echo "Installing Debian's chromium for the browser tests" >&2; \
    $$root apt-get update --quiet=2 && \
    $$root env DEBIAN_FRONTEND=noninteractive \
      apt-get install --quiet=2 --yes --no-install-recommends chromium >/dev/null; \
  fi; \
fi
endef

define no_chromium
echo "The browser tests need a Chromium or Google Chrome that runs, and found none:" \
  "$${CHROMIUM:-looked on PATH}." >&2; \
echo "Install one (Debian: apt install chromium), or name it: CHROMIUM=/path/to/it make test" >&2
endef

# Leaves nginx in $$found; Debian keeps it where only root looks.
define find_nginx
found=; set -- "$$NGINX"; \
[ -n "$$NGINX" ] || set -- nginx /usr/sbin/nginx $(CURDIR)/.cache/nginx/usr/sbin/nginx; \
for proxy; do \
  if "$$proxy" -v >/dev/null 2>&1; then found=$$(command -v "$$proxy"); break; fi; \
done
endef

# Unpacked, not installed: an installed nginx would start and take port 80. So root is only needed
# where apt knows no packages yet.
define fetch_nginx
if command -v apt-get >/dev/null && [ -z "$$NGINX" ]; then \
  echo "Fetching Debian's nginx for the tests of hosting" >&2; \
  rm -rf .cache/nginx && mkdir -p .cache/nginx && ( cd .cache/nginx; \
    apt-get download --quiet=2 nginx 2>/dev/null || \
      { apt-get update --quiet=2 && apt-get download --quiet=2 nginx; }; \
    dpkg -x nginx_*.deb . ); \
fi
endef

define no_nginx
echo "The tests of hosting need an nginx that runs, and found none:" \
  "$${NGINX:-looked on PATH and in /usr/sbin}." >&2; \
echo "Install one (Debian: apt install nginx), or name it: NGINX=/path/to/nginx make test" >&2
endef
