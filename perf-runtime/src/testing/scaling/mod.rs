//! How workloads scale: time, CPU time and memory by size and number of threads, as a table and as plots.
//!
//! ```text
//! gauge   one case of a workload → what one run of its block takes
//! model   cases → exponents with their intervals, parallel efficiency
//! table   all of it as text, `plot` below it
//! picture all of it as SVG
//! ```
//!
//! Nothing is judged here: limits are `max_growth` and its like. This is for looking.

mod axis;
mod gauge;
mod model;
mod picture;
mod plot;
mod table;

pub(super) use gauge::Gauge;
pub use model::{Exponent, Scaling, ScalingCase};

use super::job::Job;
use super::look::run;
use super::register::{WorkloadInfo, workloads};

/// Asks a harness for tables instead of verdicts.
pub(super) const ARGUMENT: &str = "--scaling";

/// Measures every linked workload with several sizes or numbers of threads whose path contains `filter`.
///
/// `cargo test --test budgets -- --scaling [FILTER]` prints the same from a test target of
/// [`main`](crate::testing::main), and `--plot DIR` behind it draws it.
///
/// # Errors
///
/// A workload that panics, or runs nothing.
pub fn scaling(filter: &str) -> Result<Vec<Scaling>, String> {
    workloads()
        .into_iter()
        .filter(|workload| workload.cases().len() > 1 && workload.path().contains(filter))
        .map(measure)
        .collect()
}

fn measure(workload: &'static WorkloadInfo) -> Result<Scaling, String> {
    let mut cases = Vec::new();
    for case in workload.cases() {
        let job = run(workload, case, Job::Scale(Box::default()))?;
        let Some(gauged) = job.into_gauged() else {
            return Err(format!("{} runs nothing", workload.case_name(case)));
        };
        cases.push(ScalingCase {
            size: case.size,
            threads: case.threads,
            ..gauged
        });
    }
    Ok(Scaling::new(workload.path(), cases))
}
