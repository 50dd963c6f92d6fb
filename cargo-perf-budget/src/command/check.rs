//! `check`: runs the tests with monitoring and answers for the whole workspace.

use std::path::{Path, PathBuf};

use clap::Args;
use perf_runtime::baseline::Trend;
use perf_runtime::budget::{Policy, Severity};
use perf_runtime::class::{Classes, Replacement};
use perf_runtime::report::Report;

use crate::baseline::{Baselines, Comparison};
use crate::cli::{CargoOptions, Format, Global};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::history::{Entry, History};
use crate::machine::Others;
use crate::render::{self, Answer};
use crate::settings::{FailOn, Settings};
use crate::startup::Subject;
use crate::workspace::{self, TestRun, Tests, Workspace};
use crate::{baseline, console, files, runs};

/// Run the tests with monitoring and judge every budget of the workspace
///
/// Builds the tests with the feature `monitoring`, runs them with `cargo test`, brings the run files of all test processes
/// together and judges every limit. A budget whose function no test calls is *not measured*, and fails. Where `[startup]` in
/// perf-budget.toml names a program, that is built, started and judged, too. The tests' own output goes to standard error,
/// the answer to standard output.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    cargo: CargoOptions,
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,
    /// Write the answer here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The least severity that fails [default: warning, or what perf-budget.toml says]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Fail also when the evidence decides nothing
    #[arg(long)]
    strict: bool,
    /// Run the tests with nextest
    #[arg(long)]
    nextest: bool,
    /// Compare with this baseline [default: PERF_BUDGET_BASELINE, else what perf-budget.toml says, else main; the last two
    /// need not exist]
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// Judge these run files, or folders of them, instead of building and running tests
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["nextest", "arguments"])]
    from: Vec<PathBuf>,
    /// Arguments for the test programs: a filter, --skip …
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let workspace = Workspace::find(&arguments.cargo)?;
    let settings = Settings::load(workspace.root())?;
    let home = workspace.home()?;
    let policy = policy(arguments, &settings);
    let chosen = baseline::chosen(arguments.baseline.as_deref(), &settings)?;
    let baselines = baseline::read(&workspace.root().join(baseline::FILE))?;
    baseline::must_exist(&chosen, &baselines)?;

    let startup = match arguments.from.is_empty() {
        true => Subject::find(&workspace, &settings)?,
        false => None,
    };
    let tests = Tests {
        feature: &settings.check.feature,
        nextest: arguments.nextest || settings.check.nextest,
        arguments: &arguments.arguments,
        home: &home,
        baseline: chosen.asked.then_some(&*chosen.name),
        program: startup.as_ref().map(|subject| subject.name),
    };
    let (paths, tests_passed, others) = if arguments.from.is_empty() {
        let (folder, run) = measure(global, &workspace, &tests, startup.as_ref())?;
        (vec![folder], run.passed, run.others)
    } else {
        (arguments.from.clone(), true, Others::default())
    };
    if arguments.from.is_empty() && !paths[0].is_dir() {
        return Err(nothing_registered(&workspace, &settings, tests_passed));
    }
    let merged = runs::merged(&paths)?;
    files::write_whole(&home.join(LATEST), &render::run_file(&merged.report)?)?;

    let tolerance = settings.baseline.max_regression_percent;
    let compare = |report: &Report, others: Others| {
        let known = baselines.baselines.get(&*chosen.name)?;
        let mut comparison = baseline::against(&chosen.name, known, report, tolerance);
        comparison.excuse(&report.kept_figures(), others);
        Some(comparison)
    };
    let mut comparison = compare(&merged.report, others);
    if let Some(comparison) = &mut comparison
        && arguments.from.is_empty()
        && tests_passed
    {
        let again = || measure(global, &workspace, &tests, startup.as_ref());
        look_further(global, comparison, again, compare)?;
    }
    let mut answer = judged(
        &merged.report,
        &policy,
        &baselines,
        &chosen.name,
        comparison,
    );
    answer.prefix = workspace::prefix(workspace.root());
    let mut unread = merged.refused;
    if arguments.from.is_empty() {
        let (unlinked, faults) = unlinked(&workspace, &merged.report);
        answer.add_unlinked(&unlinked);
        unread.extend(faults);
        answer
            .notes
            .extend(unknown(&settings.classes, &merged.report));
    }
    answer.exit = conclude(answer.exit, tests_passed, !unread.is_empty());
    if !tests_passed {
        answer.notes.push(
            "a test failed by itself, see above; what it did not get to is missing from this report".to_owned(),
        );
    }
    answer.notes.extend(unread.iter().map(Fault::in_one_line));

    if settings.history.keep && arguments.from.is_empty() {
        // The answer does not depend on the history; that it is not kept must be told.
        match remember(&workspace, &settings, &paths[0], &answer) {
            Ok(disorder) => answer.notes.extend(disorder),
            Err(fault) => answer.notes.push(format!(
                "this check is missing from the history: {}",
                fault.in_one_line()
            )),
        }
    }
    let text = render::text(&answer, arguments.format, &console::style(global))?;
    match &arguments.output {
        Some(path) => files::write_whole(path, &text)?,
        None => console::answer(&text)?,
    }
    Ok(answer.exit)
}

/// Limits of machine classes for functions that no process linked: misspelt, or gone.
fn unknown(classes: &Classes, report: &Report) -> Vec<String> {
    let is_known = |function: &str| {
        let mut sites = report.sites.iter();
        sites.any(|site| site.path == function || site.function_path == function)
    };
    let unknown = classes
        .replacements()
        .filter(|limit| !is_known(&limit.function));
    let sentence = |limit: &Replacement| {
        let (line, column) = limit.place;
        format!(
            "{}:{line}:{column}: `{}` of `{}` replaces no limit: no test linked such a function; write its name as reports \
             print it",
            classes.file.display(),
            limit.key,
            limit.function
        )
    };
    unknown.map(sentence).collect()
}

/// What follows from a report, its promises against the committed baselines, and its comparison with the one of this name.
pub(crate) fn judged<'a>(
    report: &'a Report,
    policy: &Policy,
    baselines: &Baselines,
    name: &str,
    comparison: Option<Comparison>,
) -> Answer<'a> {
    let mut answer = Answer::new(report, policy);
    let promises = baseline::promises(report, baselines, name);
    answer.add_promises(&promises, policy);
    if let Some(comparison) = comparison {
        answer.add_comparison(comparison, policy);
    }
    answer
}

/// The noise of a shared machine lives between runs more than within them: a time is worse when it stays so in as many more.
const FURTHER_LOOKS: usize = 2;

/// Measures again while the comparison finds something slower than accepted, and keeps what stays so.
fn look_further(
    global: &Global,
    comparison: &mut Comparison,
    measure: impl Fn() -> Result<(PathBuf, TestRun), Fault>,
    compare: impl Fn(&Report, Others) -> Option<Comparison>,
) -> Result<(), Fault> {
    for _ in 0..FURTHER_LOOKS {
        if !comparison.is_slower() {
            break;
        }
        let number = comparison.of(Trend::Worse).count();
        let text = format!(
            "once more: {} worse than accepted, which a busy machine can feign",
            console::count(number, "figure")
        );
        console::status(global, "Looking", &text);
        let (folder, run) = measure()?;
        // A run in which a test fails says little of the others' times.
        if !run.passed {
            break;
        }
        if let Some(again) = compare(&runs::merged(&[folder])?.report, run.others) {
            comparison.look_again(&again);
        }
    }
    Ok(())
}

/// Runs the tests and measures the start-up of the program that is set for it; with the folder of what they left.
fn measure(
    global: &Global,
    workspace: &Workspace,
    tests: &Tests<'_>,
    startup: Option<&Subject<'_>>,
) -> Result<(PathBuf, TestRun), Fault> {
    let run = workspace::run(global, workspace, tests)?;
    let folder = tests.home.join("runs").join(&run.id);
    if let (Some(subject), Some(program)) = (startup, &run.program) {
        subject.measure(global, program, &folder)?;
    }
    Ok((folder, run))
}

/// Appends the check to the history, and says where that has its place in a wrong order.
fn remember(
    workspace: &Workspace,
    settings: &Settings,
    run: &Path,
    answer: &Answer<'_>,
) -> Result<Option<String>, Fault> {
    let run = run
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let commit = workspace::commit(workspace.root());
    let entry = Entry::now(&run, commit, answer.report, answer.exit);
    let mut history = History::open(&super::history::path(workspace, settings)?)?;
    let newest = history.checks(1)?.first().map(|check| check.at_unix_ms);
    let disorder = newest.and_then(|newest| super::history::disorder(newest, entry.at_unix_ms));
    history.append(&[entry])?;
    Ok(disorder)
}

/// The merged report of the last check, for the commands that work on it.
pub(crate) const LATEST: &str = "latest.json";

fn policy(arguments: &Arguments, settings: &Settings) -> Policy {
    let mut policy = settings.policy.policy();
    policy.strict |= arguments.strict;
    policy.fail_on = arguments.fail_on.map_or(policy.fail_on, Severity::from);
    policy
}

/// A test that failed by itself comes first: what it would have exercised is unknown. A file that could not be read is
/// worse than success only: what the others show stands.
const fn conclude(judged: Exit, tests_passed: bool, unread: bool) -> Exit {
    match (judged, tests_passed, unread) {
        (_, false, _) => Exit::TestsFailed,
        (Exit::Success, true, true) => Exit::Io,
        (judged, true, _) => judged,
    }
}

fn nothing_registered(workspace: &Workspace, settings: &Settings, tests_passed: bool) -> Fault {
    if !tests_passed {
        let what = "a test failed by itself, and no test process left a run file";
        return Fault::new(Exit::TestsFailed, what).remedy("see the tests' output above");
    }
    let feature = &settings.check.feature;
    let (declared, _) = workspace::declared(workspace.root(), &workspace.selected());
    let remedy = if workspace.uses_budgets() && declared.is_empty() {
        "write a budget on a function: `#[perf_runtime::perf_budget(max_ms = 2.0)]`".to_owned()
    } else if workspace.uses_budgets() {
        format!(
            "write `[features] {feature} = [\"perf-runtime/monitoring\"]` into the package's Cargo.toml; an integration \
             test links only what it names: `use your_crate as _;`"
        )
    } else {
        "`cargo perf-budget init` adds what is missing; then write a budget on a function: \
         `#[perf_runtime::perf_budget(max_ms = 2.0)]`"
            .to_owned()
    };
    let what = "no budget is registered in any test process: nothing was checked";
    Fault::new(Exit::NothingRegistered, what).remedy(remedy)
}

/// Budgets in the source that no test process had linked.
fn unlinked(workspace: &Workspace, report: &Report) -> (Vec<workspace::Declared>, Vec<Fault>) {
    let root = workspace.root();
    let linked: std::collections::HashSet<(PathBuf, u32)> = report
        .sites
        .iter()
        .map(|site| {
            let file = PathBuf::from(&site.file);
            let file = file.strip_prefix(root).map(PathBuf::from).unwrap_or(file);
            (file, site.line)
        })
        .collect();
    let (mut declared, faults) = workspace::declared(root, &workspace.selected());
    declared.retain(|declared| !linked.contains(&(declared.file.clone(), declared.line)));
    (declared, faults)
}

#[cfg(test)]
mod tests {
    use perf_runtime::report::SCHEMA_VERSION;

    use super::*;

    #[test]
    fn a_class_that_names_an_unknown_function_is_told_with_its_place() {
        let text = "[[machine]]\nname = \"ci\"\nhost = \"*\"\n[[machine.limit]]\nfunction = \"gone\"\nmax_ms = 2\n";
        let classes = Classes::parse(text, Path::new("perf-budget.toml")).unwrap();
        let report = Report {
            schema: SCHEMA_VERSION,
            runs: Vec::new(),
            environments: Vec::new(),
            sites: Vec::new(),
            decided: Vec::new(),
            notes: Vec::new(),
            verdicts: Vec::new(),
            alerts: Vec::new(),
            tree: Default::default(),
            workflows: Vec::new(),
            remarks: Vec::new(),
        };
        let told = unknown(&classes, &report);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("perf-budget.toml:6:1: `max_ms` of `gone` replaces no limit"));
    }
}
