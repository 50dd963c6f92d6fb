//! A user that denies whatever can be denied.
#![forbid(unsafe_code)]
#![deny(warnings, unused, future_incompatible, let_underscore, keyword_idents)]
#![deny(nonstandard_style)]
#![deny(rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility)]
#![deny(missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    unused_crate_dependencies
)]
#![deny(
    unit_bindings,
    unused_import_braces,
    unused_macro_rules,
    trivial_casts,
    trivial_numeric_casts
)]
#![deny(
    variant_size_differences,
    single_use_lifetimes,
    redundant_lifetimes,
    macro_use_extern_crate
)]
#![deny(
    absolute_paths_not_starting_with_crate,
    explicit_outlives_requirements,
    meta_variable_misuse
)]
#![deny(
    ambiguous_negative_literals,
    closure_returning_async_block,
    elided_lifetimes_in_paths
)]
#![deny(
    impl_trait_redundant_captures,
    missing_abi,
    missing_unsafe_on_extern,
    non_ascii_idents
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(clippy::restriction)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    reason = "all of them at once is the point"
)]
#![allow(
    clippy::cargo_common_metadata,
    clippy::multiple_crate_versions,
    reason = "it is not published"
)]
#![allow(
    clippy::implicit_return,
    clippy::question_mark_used,
    reason = "the opposite is denied as well"
)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    reason = "it has to do something"
)]
#![allow(
    clippy::single_call_fn,
    clippy::missing_trait_methods,
    reason = "they are for the crate's user to call"
)]
#![allow(
    clippy::pub_with_shorthand,
    clippy::separated_literal_suffix,
    reason = "the opposite is denied as well"
)]

use core::future::ready;
use core::num::ParseIntError;

use perf_runtime::{Workload, monitored_workflow, perf_budget, perf_workload};

/// Seconds.
pub const LIMIT: u32 = 5;

/// A type.
#[derive(Debug)]
#[non_exhaustive]
pub struct Owner {
    /// Its value.
    value: u32,
}

#[perf_budget(max_s = 5_i32)]
impl Owner {
    /// Makes one.
    #[must_use]
    #[inline]
    pub const fn new(value: u32) -> Self {
        Self { value }
    }

    /// Adds to it.
    #[must_use]
    #[inline]
    pub fn plus(&self, values: &[u32]) -> u32 {
        values.iter().fold(self.value, |sum, value| sum.max(*value))
    }

    /// Waits for it.
    #[inline]
    pub async fn wait(&mut self) -> &mut u32 {
        ready(()).await;
        &mut self.value
    }
}

/// Adds.
#[must_use]
#[inline]
#[perf_budget(max_s = LIMIT, max_allocs = 0_u32, name = "sum")]
pub fn total(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// Text.
///
/// # Errors
///
/// When it is no number.
#[inline]
#[perf_budget(max_s = 5_u8)]
pub fn parsed(text: &str) -> Result<u32, ParseIntError> {
    let number = text.parse::<u32>()?;
    Ok(number)
}

/// A future.
#[inline]
#[perf_budget(max_s = 5_i32, max_busy_s = 5_i32)]
pub async fn later(values: Vec<f64>) -> f64 {
    ready(values.iter().sum()).await
}

/// A workflow.
#[inline]
#[monitored_workflow(name = "all", max_s = 5_i32)]
pub fn all(values: &mut Vec<f64>) {
    perf_runtime::phase!("push");
    values.push(0.0_f64);
}

/// A workload.
#[inline]
#[perf_workload(sizes = [1_u32, 2_u32], covers(total))]
pub fn work(workload: &mut Workload) {
    workload.run(|| total(&[1.0_f64]));
}
