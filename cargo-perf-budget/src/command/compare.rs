//! `compare`: two states of the source, measured in turns.

use clap::{Args, ValueEnum};

use crate::cli::{CargoOptions, Global};
use crate::compare::{self, Bench, Effect, Range};
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::settings::Settings;
use crate::workspace::{Git, Workspace};

/// Measure two commits in turns and say what differs
///
/// Builds both in folders of their own (git work trees below target/perf-budget/compare, kept for the next time), runs
/// their tests and workloads in turns within the same minutes, and reports for each function the ratio of both sides with
/// its interval. A machine whose speed wanders slows both sides alike. `A..B` are two commits; `A..` is a commit and the
/// files as they are, uncommitted changes included. Ends with status 97 when something is worse.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What to compare: A..B, or A.. for a commit and the files as they are
    #[arg(default_value = "HEAD..", value_name = "RANGE")]
    range: String,
    #[command(flatten)]
    cargo: CargoOptions,
    #[command(flatten)]
    pub(crate) measuring: Measuring,
    /// Fail also when the evidence decides nothing
    #[arg(long)]
    strict: bool,
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Language,
    /// Arguments for the test programs: a filter, --skip …
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

/// How long and how finely to measure.
#[derive(Debug, Clone, Args)]
pub(crate) struct Measuring {
    /// How often both sides run; 6 is the least for an interval
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) rounds: u16,
    /// By how many percent a figure must move to count; time alone counts from 10 % only
    #[arg(long, value_name = "PERCENT", default_value_t = 10.0)]
    pub(crate) threshold: f64,
}

impl Measuring {
    /// The threshold as a share.
    pub(crate) fn share(&self) -> Result<f64, Fault> {
        if self.threshold.is_finite() && self.threshold >= 0.0 {
            return Ok(self.threshold / 100.0);
        }
        let what = format!("a threshold of {} percent", self.threshold);
        Err(Fault::new(Exit::BadConfig, what).remedy("write a percentage of 0 or more: 10"))
    }
}

/// The languages of this answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// For a person
    Terminal,
    /// A table for comments on merge requests
    Markdown,
    /// For programs
    Json,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let share = arguments.measuring.share()?;
    let workspace = Workspace::find(&arguments.cargo)?;
    let settings = Settings::load(workspace.root())?;
    let git = Git::find(workspace.root())?;
    let range = Range::find(&git, &arguments.range)?;
    let mut notes = Vec::new();
    if range.after != compare::State::Files && git.is_dirty()? {
        notes.push("uncommitted changes are left out: `A..` takes them in".to_owned());
    }
    let bench = Bench::set_up(&workspace, git)?;
    let mut sides = Vec::new();
    for (side, state) in [("a", &range.before), ("b", &range.after)] {
        console::status(global, "Building", &state.to_string());
        let checkout = bench.check_out(side, state)?;
        sides.push(compare::build(state, &checkout, &settings.check.feature)?);
    }
    let rounds = compare::take(
        global,
        [&sides[0], &sides[1]],
        usize::from(arguments.measuring.rounds),
        &arguments.arguments,
        &bench.scratch(),
        None,
    )?;
    let findings = compare::effects(&rounds.before, &rounds.after, share);
    if findings.is_empty() {
        let what = "no function is measured on both sides: nothing was compared";
        return Err(Fault::new(Exit::NotMeasured, what).remedy(
            "both sides need a test or a #[perf_workload] that calls the same annotated function",
        ));
    }
    notes.extend(rounds.notes);
    console::answer(&match arguments.format {
        Language::Terminal => compare::terminal(&range, &findings, &notes),
        Language::Markdown => compare::markdown(&range, &findings, &notes),
        Language::Json => compare::json(&range, &findings, &notes)?,
    })?;
    let any = |effect| findings.iter().any(|finding| finding.effect == effect);
    Ok(if any(Effect::Worse) {
        Exit::Regression
    } else if arguments.strict && any(Effect::Undecided) {
        Exit::Inconclusive
    } else {
        Exit::Success
    })
}
