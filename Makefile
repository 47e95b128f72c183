# wanping: `make run` to try it, `make test` to prove it, `make` for the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build web mini test unit tidb e2e picture app-check measure lint gen gen-check bench soak clean

export CGO_ENABLED = 0
# The linter's memory names files by their path: shared with a checkout that is gone, it makes faults of generated files.
export GOLANGCI_LINT_CACHE = $(CURDIR)/.cache/lint

OAPI_CODEGEN = github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
GOLANGCI     = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.0

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

build: ## Build bin/wanping.
	go build -o bin/wanping .

# The phone app's H5 page, where the program embeds it: made anew when a source of it is newer.
WEB = api/web/h5/index.html
APP = $(shell find miniprogram/src miniprogram/scripts miniprogram/index.html miniprogram/*.json miniprogram/*.ts -type f 2>/dev/null)
$(WEB): $(APP)
	.ci/npm-ci miniprogram
	cd miniprogram && npm run --silent build:h5
	@touch $@

web: $(WEB) ## Build the phone app as an H5 page (Node.js 20 or newer); the next build embeds it.

mini: ## Build the mini-program for WeChat: make mini HOST=https://wanping.example.gov.cn; docs/miniprogram.md.
	.ci/npm-ci miniprogram
	cd miniprogram && VITE_HOST="$(HOST)" npm run --silent build:mp-weixin

# The mini-program for the tests' stage, which answers for this host.
STAGED = miniprogram/dist/e2e/app.json
$(STAGED): $(APP)
	.ci/npm-ci miniprogram
	cd miniprogram && CI=1 UNI_OUTPUT_DIR="$$PWD/dist/e2e" VITE_HOST=https://wanping.example npm run --silent build:mp-weixin
	@touch $@

# Without Node.js the demo runs all the same, with a placeholder for the app.
run: $(if $(shell command -v npm),web) build ## Serve the demo on SQLite under ./data: the 2023 season on a clock that can be set.
	./bin/wanping serve --demo

test: web $(STAGED) gen-check app-check lint build ## Run everything: generated files, lint, unit, both databases, contract, architecture, phone app, browser.
	WANPING_TEST_WEB=built .ci/with-browser .ci/with-mariadb .ci/prove go app browser

unit: ## Run the Go tests beside a private MariaDB, with counts per suite.
	.ci/with-mariadb .ci/prove go

tidb: ## Run the tests of the store and what stands on it beside a private TiDB; builds it once, which takes minutes.
	.ci/with-tidb go test -count 1 -timeout 60m ./models ./internal/...

e2e: web $(STAGED) build ## Run the browser's tests; pictures of what it saw are in test-output/.
	.ci/with-browser .ci/prove browser

picture: web build ## Make the README's picture of the phone page anew: docs/phone.png.
	.ci/with-browser node e2e/picture.js

app-check: ## Check the phone app's types, and that they are those of openapi.yaml.
	.ci/npm-ci miniprogram
	cd miniprogram && npm run --silent types >/dev/null && npm run --silent type-check
	@git diff --exit-code --stat -- 'miniprogram/src/api/schema.gen.ts' || { echo "miniprogram/src/api/schema.gen.ts was not up to date: commit it"; exit 1; }

lint: ## Lint.
	go vet ./...
	go run $(GOLANGCI) run --allow-parallel-runners ./...

gen: ## Generate what is generated.
	go generate ./...

gen-check: gen ## Fail where a generated file was not up to date.
	@git diff --exit-code --stat -- '*.gen.go' || { echo "generated files were not up to date: commit what make gen has made"; exit 1; }

bench: measure ## Measure; prints a table.
	.ci/with-mariadb go test -run '^$$' -bench . -benchtime 3s -timeout 30m ./... | grep -vE '^(ok|PASS|\?|goos|goarch|pkg)'

measure: web $(STAGED) build ## Measure the phone app: the citizen page's first visit, the mini-program's size.
	.ci/with-browser .ci/measure

soak: ## The long ones: kills, scale.
	.ci/with-mariadb go test -tags soak -run Soak -count 1 -timeout 60m -v ./...

clean: ## Remove what was built; ./data stays.
	rm -rf bin dist test-output
