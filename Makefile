# Everything that is done here, by name. `make` alone lists it.

SHELL := /bin/bash
SOURCES := Package.swift Sources Tests
# With Swift's own libraries inside, a program starts sooner, takes less memory and runs where there is no Swift.
RELEASE := -c release --static-swift-stdlib

.PHONY: help setup opinion build install serve demo test secrets bench growth soak greedy fuzz sanitize lint format clean

# Rounds of SIGKILL in `make soak`; the other counts follow from it.
COUNT ?= 500

help:
	@echo "make serve   build, and run a demo instance on http://localhost:8080"
	@echo "make test    run every test and the lint"
	@echo "make demo    run two instances that federate, and show what crosses"
	@echo "make bench   measure the release build beside this machine's own limits, three runs on both engines"
	@echo "make growth  measure at 1,000 to 1,000,000 stored posts, and draw it"
	@echo "make soak    let the release build die, stop, lose its power, its disk and its calls; COUNT=$(COUNT) rounds"
	@echo "make greedy  play 5,000 slow clients and 500 greedy peers against the release build"
	@echo "make sanitize run the tests with the thread and the address sanitizer, each in a build folder of its own"
	@echo "make fuzz    make inputs for every reader of strangers' texts, ten minutes each (FUZZ_SECONDS)"
	@echo "make build   build the release binaries in .build/release"
	@echo "make install put what make build built into PREFIX (/usr/local), as root; Documentation/install.md"
	@echo "make secrets look for secrets in database, log, copy and output after 1,000 accounts"
	@echo "make lint    check the form of the sources; make format mends it"
	@echo "make setup   install the Debian packages that are missing; make opinion the Python packages that tests need"

setup:
	@Scripts/setup

# Only tests need it.
opinion: setup
	@Scripts/second-opinion

build: setup
	swift build $(RELEASE) --product scholion
	swift build $(RELEASE) --product scholion-math

# Programs, units and an example of the settings; DESTDIR is for packagers.
install:
	Scripts/install "$(DESTDIR)" "$(or $(PREFIX),/usr/local)"

serve: build
	.build/release/scholion serve --seed Sources/scholion/Seed

demo: build
	.build/release/scholion demo

bench: build
	swift build $(RELEASE) --product scholion-bench
	.build/release/scholion-bench run --runs 3 --seconds 60
	.build/release/scholion-bench run --runs 3 --seconds 60 --postgres

growth: build
	swift build $(RELEASE) --product scholion-bench
	.build/release/scholion-bench growth --csv Documentation/figures/growth.csv --svg Documentation/figures/growth.svg

soak: build
	swift build $(RELEASE) --product scholion-bench
	swift build $(RELEASE) --product scholion-faults
	Scripts/soak $(COUNT)

greedy: build
	swift build $(RELEASE) --product scholion-bench
	.build/release/scholion-bench greedy

fuzz: setup
	Scripts/fuzz

sanitize: setup opinion
	Scripts/sanitize

lint:
	swift format lint --strict --parallel --configuration .swift-format --recursive $(SOURCES)

format:
	swift format --in-place --parallel --configuration .swift-format --recursive $(SOURCES)

# The runner comes last, so that its own words end the output. Many tests at once on few cores would only wait for each other, some
# longer than a peer waits for an answer.
test: setup opinion lint
	swift build --build-tests
	Scripts/browser-tests
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6 swift test --skip-build --parallel

secrets:
	swift build --build-tests
	SCHOLION_TEST_ACCOUNTS=1000 swift test --skip-build --filter SecretsAtRestTests

clean:
	swift package clean
