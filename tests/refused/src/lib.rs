//! Limits that only the compiler can evaluate, and refuses. The line of each error ends in `//~` and a part of what the
//! compiler says there; no other line has one.
#![allow(dead_code)]

use perf_runtime::{monitored_workflow, perf_budget};

const NOTHING: f64 = 0.0;
const LESS: f64 = -1.0;
const HALF: f64 = 0.5;
const ONE: u32 = 1;
const TWO: f64 = 2.0;
const ENDLESS: f64 = f64::INFINITY;
const LONG: f64 = 1e300;
const TEXT: &str = "1";

mod limits {
    pub(crate) const NONE: u8 = 0;
    pub(crate) const fn computed(n: u8) -> u8 {
        n - n
    }
}

#[perf_budget(max_ms = NOTHING)] //~ a limit of zero cannot be kept
fn zero() {}

#[perf_budget(max_ms = limits::NONE)] //~ a limit of zero cannot be kept
fn zero_by_path() {}

#[perf_budget(max_ms = limits::computed(3))] //~ a limit of zero cannot be kept
fn zero_by_call() {}

#[perf_budget(max_ms = LESS)] //~ a limit must not be negative
fn negative() {}

#[perf_budget(max_ms = ENDLESS)] //~ a limit must be a finite number
fn endless() {}

#[perf_budget(max_s = LONG)] //~ a limit must fit 64 bits
fn overflow() {}

#[perf_budget(max_allocs = HALF)] //~ a limit on what is counted must be a whole number
fn half_an_allocation() {}

#[perf_budget(max_ms = TEXT)] //~ casting `&'static str` as `f64` is invalid
fn text() {}

#[perf_budget(max_ms = UNKNOWN)] //~ cannot find value `UNKNOWN`
fn unknown() {}

#[perf_budget(
    max_ms = TWO,
    max_p95_ms = ONE, //~ the limit on the tail is below the limit on the typical call
)]
fn tail() {}

#[perf_budget(
    max_ms = ONE,
    max_busy_ms = TWO, //~ the limit on busy time is above the limit on elapsed time
)]
async fn busy() {}

#[monitored_workflow(
    warning_percent = 1.0,
    critical_percent = HALF, //~ `warning_percent` must be at least 0 and below `critical_percent`
)]
fn severities() {}

#[perf_budget(max_ms = ONE, max_p99_ms = TWO, warning_percent = TWO, max_allocs = ONE)]
fn right() {}
