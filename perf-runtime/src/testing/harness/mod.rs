//! Budgets as tests: one trial per limit or promise, listable, filterable, one after the other.

mod accepted;
mod budget;
mod counted;
mod covers;
mod discovery;
mod grown;
mod instructed;
pub(super) mod lock;
mod plan;
mod promise;
mod scale;
mod session;
mod timed;
mod trial;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Trial};

use super::{look, scaling};
use crate::config::{self, Mode};
use crate::process::{self, exit_code};
use crate::record;
use accepted::Accepted;
use budget::Budget;
use plan::Plan;
use promise::Promise;

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
///
/// With `--scaling [FILTER] [--plot DIR]` as its arguments it judges nothing, and prints how workloads with several sizes
/// or numbers of threads scale: see [`scaling`](crate::testing::scaling).
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
    if let [first, rest @ ..] = arguments.as_slice()
        && first == scaling::ARGUMENT
    {
        return scale::run(rest);
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let plan = Plan::linked();
    let budgets = Budget::all(&plan.sites);
    let promises = Promise::all(&plan.sites);
    // Whoever collects knows of other processes, too.
    let nothing = budgets.is_empty() && promises.is_empty();
    if nothing && config::mode() != Mode::Collect {
        eprintln!("{}", nothing_registered(plan.sites.len()));
        return ExitCode::from(exit_code::NOTHING_REGISTERED);
    }
    let measures = !arguments.list && config::mode() != Mode::Off;
    if measures && let Err(error) = process::class() {
        eprintln!("perf-budget: {error}");
        return ExitCode::from(exit_code::BAD_CONFIG);
    }
    libtest_mimic::run(&arguments, trials(&plan, &budgets, promises)).exit_code()
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

fn trials(plan: &Plan, budgets: &[Budget], promises: Vec<Promise>) -> Vec<Trial> {
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
        trial::of(name, Arc::clone(&session), move |session| {
            budget.judge(session)
        })
    });
    // Read only where somebody promises something.
    let accepted = match promises.as_slice() {
        [] => None,
        _ => Accepted::find(),
    };
    let accepted = Arc::new(accepted);
    let promised = promises.into_iter().map(|promise| {
        let open = promise.is_open(accepted.as_ref().as_ref());
        let accepted = Arc::clone(&accepted);
        let trial = trial::of(promise.name(), Arc::clone(&session), move |session| {
            promise.judge(session, accepted.as_ref().as_ref())
        });
        // Without a baseline there is nothing to compare with; a check of the whole project says so.
        if open {
            trial
        } else {
            trial.with_ignored_flag(true)
        }
    });
    broken.chain(judged).chain(promised).collect()
}
