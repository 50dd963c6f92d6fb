#!/bin/sh
# Checks the performance budgets of the whole workspace. Its status is that of `cargo perf-budget check`:
# 0 nothing that fails, 90 over a budget, 91 not measured, 97 worse than the baseline, 98 no build, 99 a failed test.
set -eu
cd "$(dirname "$0")/.."

if ! command -v cargo-perf-budget >/dev/null 2>&1; then
    cargo install --locked {install}
fi
exec cargo perf-budget check "$@"
