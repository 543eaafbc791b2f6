# Thin names over cmake. Every command is printed before it runs, so each can be typed by hand as well.
BUILD ?= build
CMAKE_FLAGS ?=
CTEST_FLAGS ?=
PREFIX ?= /usr/local
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
CCACHE := $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
CXX_FILES = $$(find apps lib tests tools -name '*.cc' -o -name '*.h' -o -name '*.hpp')

.PHONY: build deps demo test check bench asan corpus format check-format install clean help
.DEFAULT_GOAL := build

CONFIGURE = cmake -S . -B $(BUILD) $(CCACHE) $(CMAKE_FLAGS)
COMPILE = cmake --build $(BUILD) --parallel $(JOBS)
SANITIZE = -DNMT_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1"
MAKEFLAGS += --no-print-directory

build: deps ## compile the library, the commands and the tests
	$(CONFIGURE)
	$(COMPILE)

deps: ## install what the build needs (Debian, Ubuntu); elsewhere say what that is
	@tools/install_deps.sh $(BUILD)

demo: ## from nothing to a translation and a picture of the attention, in minutes
	@echo "Install what the build needs, if it is missing, and compile four of the commands."
	@tools/install_deps.sh $(BUILD)
	$(CONFIGURE)
	$(COMPILE) --target nmt-prep nmt-train nmt-translate nmt-align-viz
	@tools/demo.sh $(BUILD)

test check: build ## run all tests
	ctest --test-dir $(BUILD) --output-on-failure $(CTEST_FLAGS)

bench: build ## measure speed; the figures go to $(BUILD)/bench.json too
	$(COMPILE) --target nmt-bench
	$(BUILD)/tools/nmt-bench $(BUILD)/bench.json

asan: ## run the tests under the address and undefined-behaviour sanitizers
	$(MAKE) test BUILD=$(BUILD)/asan CMAKE_FLAGS='$(SANITIZE) $(CMAKE_FLAGS)'

corpus: deps ## write data/eng-fra.txt again
	$(CONFIGURE)
	$(COMPILE) --target make-demo-corpus
	$(BUILD)/tools/make-demo-corpus data/eng-fra.txt

format: ## lay out the C++ files in place
	clang-format -i $(CXX_FILES)

check-format: ## say which C++ files `make format` would change
	clang-format --dry-run -Werror $(CXX_FILES)

install: build ## copy commands, library and headers below PREFIX
	cmake --install $(BUILD) --prefix $(PREFIX)

clean: ## remove everything built, the demo's model too
	rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: BUILD=$(BUILD) JOBS=$(JOBS) PREFIX=$(PREFIX) CMAKE_FLAGS=… CTEST_FLAGS=…"
