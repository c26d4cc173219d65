# Every command a person types. Each sets the project up first; see scripts/bootstrap.sh.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/node_modules/.bin:$(CURDIR)/node_modules/.bin:$(PATH)
export TURBO_TELEMETRY_DISABLED := 1
# What a command starts is asked at this machine's own address, whatever proxy leads out of it.
comma := ,
export NO_PROXY := 127.0.0.1,localhost$(addprefix $(comma),$(or $(no_proxy),$(NO_PROXY)))
export no_proxy := $(NO_PROXY)

.PHONY: benchmark deploy deploy-single-region deploy-staging deploy-preview rollback setup-gcp create-secrets update-secrets validate status status-lb service-info service-info-all logs logs-all-regions logs-tail dashboard test-api test-api-all scale add-custom-domain cleanup-regions console help bootstrap demo dev dev-regions demo-regions bench-regions stop doctor logs-tail-all test check infra-tools infra-check generate format client build bench-pool bench-cold-start bench-hit-rate bench-hit-path bench-memory-tier bench-api-memory bench-scaling simulate-paused-queue eval e2e e2e-quick chaos chaos-quick fuzz clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

bootstrap: ## Install Node, pnpm and the dependencies, where they are missing
	@bash scripts/bootstrap.sh

demo: bootstrap ## Run the main job on this machine, from links to workouts
	@node scripts/demo.ts

dev: bootstrap console ## Keep the services up and reload them on change
	@node scripts/dev.ts

dev-regions: bootstrap ## Keep four regions up behind a balancer, as far apart as they really are (2.3 GiB)
	@node scripts/dev-regions.ts

console: bootstrap ## Build the web page that the API serves at /console, when its sources have changed
	@turbo run build --filter=@sets/console --output-logs=errors-only 2>&1 | grep -v '^$$' | tail -4 >&2 || true

demo-regions: bootstrap ## Lose a region under load, and the queue of another, on this machine (2 minutes)
	@node scripts/demo-regions.ts

stop: bootstrap ## End what `make dev` or `make dev-regions` started
	@node scripts/stop.ts

doctor: bootstrap ## Ask everything that the service stands on once, and say what breaks without it
	@node scripts/doctor.ts

logs-tail-all: bootstrap ## Follow the logs of all services as one stream, deployed or on this machine
	@if [ -n "$$GOOGLE_CLOUD_PROJECT" ]; then node scripts/cloud.ts $@; else node scripts/logs-tail-all.ts; fi

# Of a deployed fleet: GOOGLE_CLOUD_PROJECT says which. Each prints what it runs.
deploy: bootstrap ## Roll out API_IMAGE and WORKER_IMAGE region by region; DRY_RUN=1 only prints
	@node scripts/cloud.ts $@

deploy-single-region: bootstrap ## The same in PRIMARY_REGION alone
	@node scripts/cloud.ts $@

deploy-staging: bootstrap ## The same with ENVIRONMENT=staging, in a project of its own
	@node scripts/cloud.ts $@

deploy-preview: bootstrap ## A revision without traffic in PRIMARY_REGION
	@node scripts/cloud.ts $@

rollback: bootstrap ## Every region back to what served before the last rollout
	@node scripts/cloud.ts $@

setup-gcp: bootstrap ## Enable the services of Google Cloud that the product needs
	@node scripts/cloud.ts $@

create-secrets: bootstrap ## Store secrets of the environment in Secret Manager
	@node scripts/cloud.ts $@

update-secrets: bootstrap ## Add a version to secrets that are there
	@node scripts/cloud.ts $@

validate: bootstrap ## Say of each service whether it is ready
	@node scripts/cloud.ts $@

status: bootstrap ## Services and regions, deployed or on this machine
	@node scripts/cloud.ts $@

status-lb: bootstrap ## Backends and certificates of the balancer
	@node scripts/cloud.ts $@

service-info: bootstrap ## Everything about the services of PRIMARY_REGION
	@node scripts/cloud.ts $@

service-info-all: bootstrap ## The main things about every service
	@node scripts/cloud.ts $@

logs: bootstrap ## The last lines of PRIMARY_REGION
	@node scripts/cloud.ts $@

logs-all-regions: bootstrap ## The last lines of all regions
	@node scripts/cloud.ts $@

logs-tail: bootstrap ## Follow PRIMARY_REGION
	@node scripts/cloud.ts $@

dashboard: bootstrap ## Where the dashboard is
	@node scripts/cloud.ts $@

test-api: bootstrap ## Ask the API for its health
	@node scripts/cloud.ts $@

test-api-all: bootstrap ## Ask the API of every region
	@node scripts/cloud.ts $@

benchmark: bootstrap ## Measure a running API against the promise: URL (default: this machine), CONCURRENT, REQUESTS
	@node scripts/performance-test.ts $${URL:+--url "$$URL"} --concurrent "$${CONCURRENT:-20}" --requests "$${REQUESTS:-100}"

scale: bootstrap ## One scaling decision for every region: WATCH=1 goes on, DRY_RUN=1 only says, FLOOR=n keeps so many workers
	@node scripts/cloud.ts $@

add-custom-domain: bootstrap ## A certificate for DOMAIN
	@node scripts/cloud.ts $@

cleanup-regions: bootstrap ## Remove the services of REGIONS that are no longer used
	@node scripts/cloud.ts $@

test: bootstrap ## Run all tests
	@vitest run --reporter=default --reporter=json --outputFile.json=.local/test-results.json

check: bootstrap ## Run the static checks: types, lint, architecture, dead code, generated files
	@node scripts/check.ts

infra-tools: ## Bring the tools of infra-check that npm cannot: shellcheck, hadolint, actionlint, checkov, OpenTofu
	@bash scripts/infra-tools.sh

infra-check: bootstrap ## Check the infrastructure against the provider's schema and the code, without a cloud
	@node scripts/infra-check.ts

generate: bootstrap ## Write the files that are made from schemas: .env.example, OpenAPI, problems
	@node scripts/generate.ts

format: bootstrap ## Format and mend what the linter can mend
	@biome check --write .

client: bootstrap ## Pack the typed client for apps: packages/client/dist/sets-client-*.tgz
	@node scripts/package-client.ts && ls packages/client/dist/*.tgz

build: bootstrap ## Bundle each app, with its compile cache
	@turbo run build

bench-pool: bootstrap ## Measure the GenAI pool beside the bare client under faults
	@node packages/genai-pool/bench/bench-pool.ts

bench-cold-start: bootstrap build ## Measure how soon the bundles answer and are ready, on one core
	@node scripts/bench-cold-start.ts

bench-hit-rate: bootstrap ## Run the promise trace (10 minutes): hit rates, and hits from memory
	@node scripts/bench-hit-rate.ts

bench-hit-path: bootstrap build ## Measure what cached answers cost beside bare Express, in CPU time
	@node scripts/bench-hit-path.ts

bench-memory-tier: bootstrap ## Compare what the memory tier counts with what its entries take
	@node --expose-gc packages/jobs/bench/memory-tier.ts

bench-api-memory: bootstrap build ## Measure what an API process takes after 50,000 different results
	@node scripts/bench-api-memory.ts

bench-regions: bootstrap ## Measure what clients see of a lost region and a lost queue (6 minutes)
	@node scripts/bench-regions.ts

bench-scaling: bootstrap ## Simulate bursts, a day, a lost region and a poisoned queue under the scaling decision
	@node packages/fleet/bench/bench-scaling.ts

simulate-paused-queue: bootstrap ## Pause a queue of thousands for two simulated hours and count its tasks
	@node packages/jobs/bench/paused-queue.ts

e2e: bootstrap console ## Drive the console in a real browser (Chromium) before real processes
	@node apps/console/test/e2e/run-e2e.ts

e2e-quick: bootstrap console ## The same in a minute, as CI runs it
	@node apps/console/test/e2e/run-e2e.ts --quick

eval: bootstrap ## Score what is made of models' answers, and a model where there is a key
	@node packages/extraction/eval/run-eval.ts

chaos: bootstrap ## Kill processes at every step and audit that nothing is lost
	@node scripts/chaos.ts

chaos-quick: bootstrap ## The same in two minutes, as CI runs it
	@node scripts/chaos.ts --quick

fuzz: bootstrap ## Let an outside fuzzer try whatever /openapi.json allows, on a stack of its own
	@node scripts/fuzz.ts

clean: ## Remove everything that is made: dependencies, tools, data, bundles
	rm -rf .tools .local .turbo node_modules apps/*/node_modules packages/*/node_modules apps/*/dist \
	  apps/*/.turbo packages/*/.turbo
