//! The end of a process: judge, print, keep the run file, say what becomes of exit status 0.

use std::time::UNIX_EPOCH;

use super::elsewhere;
use super::exit_code;
use super::facts::Facts;
use super::hook::Progress;
use super::plan::Plan;
use super::role::{self, Role};
use super::run_file::{self, ProcessInfo};
use super::settings::{self, class};
use crate::budget::{Gate, Policy, Verdict};
use crate::class::InForce;
use crate::config::{self, Config, Mode};
use crate::flow;
use crate::record::{self, Snapshot};
use crate::report::{Environment, Report, Run, put_in_force};
use crate::sink::{self, terminal::TerminalStyle};
use crate::site::Site;
use crate::terminal;

/// Judges what this process exercised; runs on a thread of its own.
pub(super) fn finish(progress: &Progress) {
    flow::clear_live_line();
    let Ok(config) = config::load() else {
        // Refused before `main`, so that nobody comes here with it.
        return;
    };
    let sites = record::sites();
    let facts = Facts::of_this_process();
    let test_build = sites.iter().any(|site| site.info().place.test_build);
    let role = role::of(&facts, test_build);
    let plan = Plan::of(role, config.mode);
    let asked = config.mode == Mode::Enforce || settings::have_been_refused();
    let nothing_to_judge = sites.is_empty() && !asked;
    let silent = plan == Plan::Silent || nothing_to_judge;
    let elsewhere = elsewhere::verdicts();
    let nothing_decided = elsewhere.as_ref().is_some_and(Vec::is_empty);
    if silent || nothing_decided {
        progress.stand(None);
        return;
    }
    let keeps_status = elsewhere.is_some();
    let enforces = plan == Plan::Enforce && !keeps_status;
    let collects = plan == Plan::Collect;
    let class = match class() {
        Ok(class) => class,
        Err(error) => {
            progress.stand((enforces || collects).then_some(exit_code::BAD_CONFIG));
            terminal::write(&format!("perf-budget: {error}"));
            return;
        }
    };
    let info = ProcessInfo::new(config, &facts);
    if collects {
        let report = report_on(class, &info, &facts, elsewhere, Report::unjudged);
        let kept = keep(config, &facts, &info, &report);
        // Whoever judges knows of this process by its run file alone: without one, status 0 would pass for a healthy test.
        progress.stand((!kept).then_some(exit_code::IO));
        return;
    }
    let report = report_on(class, &info, &facts, elsewhere, Report::under);
    let gate = report.gate(&Policy::default());
    progress.stand(if enforces { code_of(gate) } else { None });
    if is_worth_printing(&report, gate) {
        let style = style_for(role, TerminalStyle::for_stderr());
        let text = sink::terminal::render(&report, &style);
        terminal::write(&match role {
            // What a program printed itself stands above.
            Role::Program => format!("\nbudgets of {}\n\n{text}", facts.program()),
            _ => text,
        });
    }
    keep(config, &facts, &info, &report);
    sink::tracing::emit(&report);
}

/// The status that takes the place of 0.
fn code_of(gate: Gate) -> Option<u8> {
    match gate {
        Gate::Pass => None,
        Gate::Over => Some(exit_code::OVER),
        Gate::NotMeasured => Some(exit_code::NOT_MEASURED),
        Gate::Inconclusive => Some(exit_code::INCONCLUSIVE),
        Gate::NothingRegistered => Some(exit_code::NOTHING_REGISTERED),
    }
}

/// With verdicts from elsewhere the report holds those only: the recorded figures of the same calls, judged as in any
/// test, would be a second and worse opinion.
fn report_on(
    class: Option<&InForce>,
    info: &ProcessInfo,
    facts: &Facts,
    elsewhere: Option<Vec<Verdict>>,
    make: fn(Option<&InForce>, Run, Environment, &Snapshot) -> Report,
) -> Report {
    let mut snapshot = record::snapshot();
    if let Some(verdicts) = &elsewhere {
        // While all sites are there: the call tree names others than those that were judged.
        put_in_force(class, &mut snapshot.tree, &snapshot.sites);
        snapshot.sites.retain(|site| is_judged(site.site, verdicts));
        for site in &mut snapshot.sites {
            site.contexts.clear();
        }
    }
    let started = info.started.duration_since(UNIX_EPOCH).unwrap_or_default();
    let run = Run {
        started_unix_ms: u64::try_from(started.as_millis()).unwrap_or(u64::MAX),
        id: info.run.to_string(),
        process: facts.pid,
        duration_ms: info.duration.as_secs_f64() * 1e3,
        command: info.command.clone(),
    };
    let environment = Environment::current(&snapshot.clock);
    make(class, run, environment, &snapshot).with_decided(elsewhere.unwrap_or_default())
}

fn is_judged(site: &Site, verdicts: &[Verdict]) -> bool {
    let (path, info) = (site.path(), site.info());
    verdicts
        .iter()
        .any(|v| v.site == path && v.line == info.line && v.file == info.place.file)
}

/// A test binary that links sites without calling one has nothing to say: which budgets nobody exercises is a question
/// for a check of the whole project.
fn is_worth_printing(report: &Report, gate: Gate) -> bool {
    gate != Gate::Pass || report.verdicts.iter().any(|verdict| verdict.called)
}

/// A person who runs a program wants to see its whole table; a healthy test run is one line.
fn style_for(role: Role, style: TerminalStyle) -> TerminalStyle {
    match role {
        Role::Program | Role::StartedByTest | Role::Bench => style.verbose(),
        Role::Test | Role::Doctest | Role::Listing => style,
    }
}

/// Whether nothing went wrong: the run file is kept, or no folder takes one.
fn keep(config: &Config, facts: &Facts, info: &ProcessInfo, report: &Report) -> bool {
    let kept = match report.to_json() {
        Ok(text) => run_file::keep(config, facts, info, &text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(reason) = &kept {
        terminal::write(&format!("perf-budget: no run file is kept: {reason}"));
    }
    kept.is_ok()
}
