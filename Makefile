# make prints what there is to make. CI runs the same targets through .ci/run.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The tools are built from source at the versions of their own go.mod: "go tool" keeps them in Go's build cache.
GOFUMPT := go tool -modfile=tools/gofumpt/go.mod gofumpt
GOLANGCI_LINT := go tool -modfile=tools/golangci-lint/go.mod golangci-lint

# Debian keeps nginx where a user's PATH does not look.
export PATH := $(PATH):/usr/local/sbin:/usr/sbin

FUZZTIME ?= 5s
BENCH ?= .
TESTFLAGS ?=
# no: test with what is there, install nothing.
INSTALL_NGINX ?= yes

.PHONY: help
help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/timeoutlint
	go build -trimpath -o bin/timeoutlint ./cmd/timeoutlint

.PHONY: test
test: nginx ## run all tests; installs Debian's nginx first if it is missing and that needs no question (INSTALL_NGINX=no: never)
	go test $(TESTFLAGS) ./...

.PHONY: race
race: nginx ## run all tests under the race detector
	go test -race $(TESTFLAGS) ./...

# Tests against a real nginx skip themselves without one; in CI that would be a lie about what was tested.
.PHONY: nginx
nginx:
	@if command -v nginx >/dev/null || { [ "$(INSTALL_NGINX)" = yes ] && bash tools/install-nginx; }; then \
		nginx -v 2>&1 | sed 's/^nginx version: /testing against /'; \
	elif [ "$${CI:-}" = true ]; then \
		echo "CI=true and no nginx: install the package nginx, the tests that run it must not be left out" >&2; exit 1; \
	else \
		echo "no nginx here (install the package nginx to run everything); left out are the tests that run it, in:"; \
		grep -rlE 'timeoutlint/internal/nginxtest"|[^a-zA-Z]Installed\(t\)|LookPath\("nginx"\)' --include='*_test.go' . | sort | sed 's/^/  /'; \
	fi

.PHONY: check
check: fmt-check vet tidy-check docs-check lint race ## everything a change must pass, but for fuzzing

.PHONY: fmt
fmt: ## format the Go files with gofumpt
	$(GOFUMPT) -w .

.PHONY: fmt-check
fmt-check:
	@files=$$($(GOFUMPT) -l .); if [ -n "$$files" ]; then \
		echo "$$files"; echo 'not formatted: run "make fmt"' >&2; exit 1; fi

.PHONY: vet
vet:
	go vet ./...

.PHONY: lint
lint: ## run golangci-lint (built from source the first time: two minutes)
	$(GOLANGCI_LINT) run --timeout=20m ./...

.PHONY: tidy-check
tidy-check:
	@go mod tidy -diff || { echo 'go.mod or go.sum is not tidy: run "go mod tidy"' >&2; exit 1; }

.PHONY: docs
docs: ## write the generated pages below docs/
	go run ./cmd/timeoutlint docs docs

# Generates over a copy and compares, so that the work tree stays as it is and hand-written pages do not count.
.PHONY: docs-check
docs-check:
	@copy=$$(mktemp -d); trap 'rm -rf "$$copy"' EXIT; mkdir "$$copy/docs"; \
	[ ! -d docs ] || cp -R docs/. "$$copy/docs"; \
	go run ./cmd/timeoutlint docs "$$copy/docs"; \
	diff -ru docs "$$copy/docs" || { echo 'docs/ is out of date: run "make docs" and commit the result' >&2; exit 1; }

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (5s)
	@FUZZTIME=$(FUZZTIME) bash tools/fuzz

.PHONY: bench
bench: ## run the benchmarks that match BENCH (all)
	go test -run='^$$' -bench='$(BENCH)' -benchmem ./...

.PHONY: bench-gate
bench-gate: ## fail if this commit does more for the same files than the one before it (BASE=REV: than that one)
	go run ./bench/gate $(if $(BASE),-base $(BASE))

.PHONY: compare
compare: ## time whole processes against cat, grep, nginx and what else is installed (docs/speed.md; an hour with tflint)
	bash tools/compare
