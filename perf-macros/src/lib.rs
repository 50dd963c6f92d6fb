//! Attribute macros of perf-runtime; use them through that crate.
//!
//! The stages: `syntax` reads the tokens, `check` finds every mistake, `plan` decides, `emit` writes, and after a
//! mistake `recover` lets the item out unchanged.
//!
//! # Arguments
#![doc = include_str!("../ARGUMENTS.md")]

mod check;
mod diagnostics;
mod emit;
mod expand;
#[cfg(test)]
mod half_typed;
mod keys;
mod plan;
mod private;
mod recover;
#[cfg(test)]
mod snapshots;
mod syntax;

use expand::{Monitoring, expand};
use keys::Attribute;
use proc_macro::TokenStream;

const MONITORING: Monitoring = if cfg!(feature = "monitoring") {
    Monitoring::On
} else {
    Monitoring::Off
};

/// Declares the limits that a function keeps: `#[perf_budget(max_ms = 2.0, max_allocs = 0)]`.
///
/// At least one limit is needed; see the [table of arguments](crate#arguments). The function's attributes,
/// visibility and signature stay as they are. A generic function is one site, whatever it is instantiated with.
///
/// On an `impl` block or an inline module it holds for every function in it, so that new ones do not go unasserted.
/// `#[perf_budget(skip)]` leaves one out, an attribute of its own overrides, both also within a `cfg_attr`, whatever its
/// condition; left alone are `const fn`, which may run while compiling, tests, and macro calls. Limits on busy time hold
/// for those functions that return futures.
#[proc_macro_attribute]
pub fn perf_budget(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Budget, arguments.into(), item.into(), MONITORING).into()
}

/// Marks a top-level function whose runs are measured whole: `#[monitored_workflow(name = "fit", max_s = 5.0)]`.
///
/// Takes the limits of `perf_budget` and those on resident memory; without any the runs are reported, not judged.
#[proc_macro_attribute]
pub fn monitored_workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        Attribute::Workflow,
        arguments.into(),
        item.into(),
        MONITORING,
    )
    .into()
}

/// Marks a function that exercises annotated ones: `#[perf_workload(sizes = [10, 100], covers(fit))]`.
///
/// The function takes one argument: `fn name(w: &mut Workload) { … }`.
#[proc_macro_attribute]
pub fn perf_workload(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        Attribute::Workload,
        arguments.into(),
        item.into(),
        MONITORING,
    )
    .into()
}
