//! Budgets as tests: one trial per limit, listable, filterable, one after the other.

mod budget;
mod counted;
mod covers;
mod discovery;
mod grown;
mod instructed;
pub(super) mod lock;
mod plan;
mod session;
mod timed;
mod trial;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Trial};

use super::look;
use crate::config::{self, Mode};
use crate::process::{self, exit_code};
use crate::record;
use budget::Budget;
use plan::Plan;

/// Runs every declared budget as a test, by the workloads that are linked into this executable.
///
/// The whole of a `harness = false` test target:
///
/// ```no_run
/// use my_crate as _;
/// # mod my_crate {}
///
/// fn main() -> std::process::ExitCode {
///     perf_runtime::testing::main()
/// }
/// ```
///
/// Understands the arguments of libtest (`--list`, `--exact`, filters), so that `cargo test` and `cargo nextest run` treat
/// it as any other test target. Budgets are measured one after the other, whatever `--test-threads` says.
#[must_use]
pub fn main() -> ExitCode {
    process::judged_elsewhere();
    record::separate_by_thread_name(true);
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [first, request, answer] = arguments.as_slice()
        && first == look::ARGUMENT
    {
        return look::serve(Path::new(request), Path::new(answer));
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let plan = Plan::linked();
    let budgets = Budget::all(&plan.sites);
    if budgets.is_empty() {
        eprintln!("{}", nothing_registered(plan.sites.len()));
        return ExitCode::from(exit_code::NOTHING_REGISTERED);
    }
    let measures = !arguments.list && config::mode() != Mode::Off;
    if measures && let Err(error) = process::class() {
        eprintln!("perf-budget: {error}");
        return ExitCode::from(exit_code::BAD_CONFIG);
    }
    libtest_mimic::run(&arguments, trials(&plan, &budgets)).exit_code()
}

fn nothing_registered(sites: usize) -> String {
    let cause = if sites == 0 {
        "no annotated function is linked into this test"
    } else {
        "no annotated function that is linked into this test declares a limit"
    };
    format!(
        "perf-budget: nothing to check: {cause}.\n\
         A test that never names a crate does not link it: add `use your_crate as _;` to this file, and check that \
         the crate's feature that enables `perf-runtime/monitoring` is on."
    )
}

fn trials(plan: &Plan, budgets: &[Budget]) -> Vec<Trial> {
    let session = Arc::new(Mutex::new(None));
    let mut spelled: HashMap<String, u32> = HashMap::new();
    for budget in budgets {
        *spelled.entry(budget.name()).or_default() += 1;
    }
    let broken = plan.broken_covers().into_iter().map(|(workload, why)| {
        Trial::test(format!("{}::covers", workload.path()), move || {
            Err(why.into())
        })
    });
    let judged = budgets.iter().map(|&budget| {
        let name = match spelled[&budget.name()] {
            1 => budget.name(),
            _ => budget.long_name(),
        };
        trial::of(name, budget, Arc::clone(&session))
    });
    broken.chain(judged).collect()
}
