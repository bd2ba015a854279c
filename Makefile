# `make` alone lists the targets. Each one first installs the tools that it lacks (.ci/setup).

SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
# trunk would look for a newer trunk, and it stops at NO_COLOR=1, which it cannot read.
export TRUNK_SKIP_VERSION_CHECK := true
unexport NO_COLOR
# Every browser with WebGPU, and every one of the last years without it, has SIMD. Leptos's views are
# smaller with their types erased. Panics name crates, not folders of the machine that built them.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS := -C target-feature=+simd128 --cfg erase_components \
  --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src=crates --remap-path-prefix=$(CURDIR)=.
# Someone's own would take the place of these.
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
ifneq ($(words $(CURDIR)),1)
$(error Rust's flags are separated by spaces, and cannot hold the one in $(CURDIR). Please move this folder)
endif
MAKEFLAGS += --no-print-directory

PORT ?= 8080
WASM := --target wasm32-unknown-unknown
LAVAPIPE = $$(ls /usr/share/vulkan/icd.d/lvp_icd*.json | head -n 1)
# With all that this processor can, as PyTorch finds out when it runs. A folder of its own, so that neither
# build throws away the other.
NATIVE = RUSTFLAGS='-C target-cpu=native' CARGO_TARGET_DIR=$${CARGO_TARGET_DIR:-target}/native
# A program of its own in Chromium, where WebAssembly has nothing but a clock and somewhere to print.
WASI := CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS='-C target-feature=+simd128' \
  CARGO_TARGET_WASM32_WASIP1_RUNNER='node tests/bench/wasi.mjs'
PYTORCH = REQUIRE_PYTORCH=1 LOSS_PLAYGROUND_PYTHON=$$(.ci/python)
DRIVER = $${CHROMEDRIVER:-$$(command -v chromedriver)}

# Two targets at once would install the same tools twice.
.NOTPARALLEL:
.PHONY: help setup setup-build setup-test setup-bench build serve test check bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: setup-test setup-bench ## install every tool that is missing

setup-build setup-test setup-bench:
	@.ci/setup $(@:setup-%=%)

build: setup-build ## the site in dist/, the module for other pages in dist/embed/
	trunk build
	.ci/embed
	node .ci/offline.mjs

serve: build ## build, then serve dist/ on localhost (PORT=8080)
	@sirv dist --dev --cors --host localhost --port $(PORT)

test: setup-test ## every test: native, GPU, WebAssembly in a browser, the built site
	cargo test --no-default-features
	$(NATIVE) $(PYTORCH) cargo test --no-default-features --test kernel --test descent
	REQUIRE_GPU=1 VK_ICD_FILENAMES=$(LAVAPIPE) $(PYTORCH) cargo test --workspace
	CHROMEDRIVER=$(DRIVER) cargo test $(WASM) --test browser
	$(MAKE) build
	node --test --test-concurrency=$(shell getconf _NPROCESSORS_ONLN) --test-reporter=spec tests/e2e/*.test.mjs

check: setup-build ## formatting, lints and documentation
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy $(WASM) --package loss-playground-page -- -D warnings
	cargo clippy $(WASM) --features embed -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

bench: setup-bench build ## size and speed, beside peers: the built site and its module in Chromium, the CPU engine and races natively
	node tests/e2e/bench.mjs
	node tests/e2e/chart-bench.mjs
	node tests/e2e/race-bench.mjs
	node tests/e2e/engine-bench.mjs
	node tests/bench/browser.mjs
	@mkdir -p target
	set -o pipefail; $(NATIVE) cargo bench --no-default-features --bench kernel | tee target/kernel.txt
	set -o pipefail; $(WASI) cargo bench --target wasm32-wasip1 --no-default-features --bench kernel | tee target/kernel-wasm.txt
	@$$(.ci/python) tests/bench/pytorch.py target/kernel.txt target/kernel-wasm.txt
	set -o pipefail; $(NATIVE) cargo bench --no-default-features --bench race | tee target/race.txt
	@$$(.ci/python) tests/bench/race.py < target/race.txt
	VK_ICD_FILENAMES=$(LAVAPIPE) cargo bench --bench race_gpu
	VK_ICD_FILENAMES=$(LAVAPIPE) cargo bench --bench axioms

clean: ## remove what was built
	rm -rf dist target
