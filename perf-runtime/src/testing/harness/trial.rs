//! One limit or promise as a test: judged, told to the report, passed or failed by the policy.

use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Failed, Trial};

use super::budget::worst;
use super::session::Session;
use crate::budget::{Gate, Outcome, Policy, Severity, Verdict, gate};
use crate::config::{self, Mode};
use crate::process;

/// What all trials share once the first of them runs.
pub(super) type Shared = Arc<Mutex<Option<Session>>>;

/// What fails a test of the harness: there every budget is meant to be exercised.
const POLICY: Policy = Policy {
    uncalled_is_red: true,
    fail_on: Severity::Warning,
    strict: false,
};

pub(super) fn of(
    name: String,
    session: Shared,
    judge: impl FnOnce(&mut Session) -> Vec<Verdict> + Send + 'static,
) -> Trial {
    let mode = config::mode();
    Trial::test(name, move || run(judge, &session, mode)).with_ignored_flag(mode == Mode::Off)
}

fn run(
    judge: impl FnOnce(&mut Session) -> Vec<Verdict>,
    session: &Shared,
    mode: Mode,
) -> Result<(), Failed> {
    // Held for the whole test: budgets are measured one after the other, however many threads there are.
    let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
    let verdicts = judge(session.get_or_insert_with(Session::open));
    let failed = gate(1, &verdicts, &POLICY) != Gate::Pass;
    let message = worst(&verdicts).map(told).unwrap_or_default();
    process::decided(verdicts);
    if failed && !matches!(mode, Mode::Report | Mode::Collect) {
        return Err(message.into());
    }
    Ok(())
}

/// One line on what was found; the report at the end of the process has the rest.
fn told(verdict: &Verdict) -> String {
    let Verdict {
        site,
        file,
        line,
        key,
        limit,
        reason,
        ..
    } = verdict;
    let percent = verdict
        .percent_over
        .map_or_else(String::new, |percent| format!(" by {percent:.0} %"));
    let outcome = match verdict.outcome {
        Outcome::Within => "is kept",
        Outcome::Inconclusive => "is undecided",
        Outcome::NotMeasured => "is not measured",
        Outcome::Over => "is broken",
    };
    let context = match verdict.context.as_str() {
        "" => String::new(),
        context => format!(" in {context}"),
    };
    format!("{file}:{line}: {key} of {site}, {limit}, {outcome}{percent}{context}: {reason}")
}
