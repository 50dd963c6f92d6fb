//! `bisect`: which commit made a function worse.

use clap::Args;

use super::compare::Measuring;
use crate::baseline;
use crate::cli::{CargoOptions, Global};
use crate::compare::{
    self, Bench, Effect, Finding, Program, Revision, State, build, effects, take,
};
use crate::console::{self, clean, clean_lines};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::settings::Settings;
use crate::workspace::{Git, Workspace};

/// Find the commit that made a function worse
///
/// Compares the good commit with the bad one, then with the commit in the middle, and so on: each step builds one commit
/// and measures it in turns with the good one, so that a machine whose speed wanders accuses nobody. Commits that do not
/// build are stepped over. Follows first parents: of a merge, the merge is named.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The function: its path, or a part of it
    function: String,
    /// A commit at which it was good [default: the commit of the accepted baseline]
    #[arg(long, value_name = "COMMIT")]
    good: Option<String>,
    /// A commit at which it is bad
    #[arg(long, value_name = "COMMIT", default_value = "HEAD")]
    bad: String,
    #[command(flatten)]
    cargo: CargoOptions,
    #[command(flatten)]
    measuring: Measuring,
    /// Arguments for the test programs: a filter, --skip …
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let share = arguments.measuring.share()?;
    let workspace = Workspace::find(&arguments.cargo)?;
    let settings = Settings::load(workspace.root())?;
    let git = Git::find(workspace.root())?;
    let good = match &arguments.good {
        Some(good) => good.clone(),
        None => accepted(&workspace, &settings)?,
    };
    let good = Revision::find(&git, &good)?;
    let bad = Revision::find(&git, &arguments.bad)?;
    let commits = between(&git, &good, &bad)?;
    let bench = Bench::set_up(&workspace, git.clone())?;
    let mut search = Search {
        global,
        arguments,
        share,
        feature: &settings.check.feature,
        bench: &bench,
        good: Vec::new(),
        wanted: None,
    };
    search.good = search.built("a", &good)?;
    let (whole, useful) = search.against_good(&bad)?;
    let suspects: Vec<Finding> = whole
        .into_iter()
        .filter(|finding| finding.effect == Effect::Worse)
        .collect();
    if suspects.is_empty() {
        let text = format!(
            "`{}` is not worse at {bad} than at {good}",
            arguments.function
        );
        console::answer(&(clean(&text) + "\n"))?;
        return Ok(Exit::Success);
    }
    search.wanted = Some(useful);
    let found = search.narrow(&commits, &suspects)?;
    console::answer(&told(&git, &found, &suspects)?)?;
    Ok(Exit::Regression)
}

/// The commits after `good` up to `bad`, oldest first.
fn between(git: &Git, good: &Revision, bad: &Revision) -> Result<Vec<Revision>, Fault> {
    let range = format!("{}..{}", good.hash, bad.hash);
    let list = git.tell(&["rev-list", "--first-parent", "--reverse", &range])?;
    let found: Result<Vec<Revision>, Fault> =
        list.lines().map(|hash| Revision::find(git, hash)).collect();
    let found = found?;
    let related = git.ask(&["merge-base", "--is-ancestor", &good.hash, &bad.hash])?;
    if found.is_empty() || related.is_none() {
        let what = if good.hash == bad.hash {
            format!("there is nothing to search: {good} is both the good commit and the bad one")
        } else {
            format!("{good} is no ancestor of {bad}")
        };
        return Err(Fault::new(Exit::BadConfig, what)
            .remedy("name an older commit with --good, or a newer one with --bad"));
    }
    Ok(found)
}

/// The commit of the baseline that checks compare with.
fn accepted(workspace: &Workspace, settings: &Settings) -> Result<String, Fault> {
    let file = baseline::read(&workspace.root().join(baseline::FILE))?;
    let chosen = baseline::chosen(None, settings)?;
    baseline::must_exist(&chosen, &file)?;
    let known = file.baselines.get(&chosen.name);
    let commit = known.map(|known| known.commit.trim_end_matches('+'));
    match commit.filter(|commit| commit.chars().all(|c| c.is_ascii_hexdigit())) {
        Some(commit) => Ok(commit.to_owned()),
        None => Err(
            Fault::new(Exit::BadConfig, "no commit is known at which it was good")
                .remedy("name one: --good v1.0"),
        ),
    }
}

/// What a search has so far.
struct Search<'a> {
    global: &'a Global,
    arguments: &'a Arguments,
    share: f64,
    feature: &'a str,
    bench: &'a Bench,
    good: Vec<Program>,
    /// The programs that measure the function, once that is known.
    wanted: Option<Vec<String>>,
}

/// Where the change came in.
struct Found {
    first_bad: Revision,
    /// Commits right before it that do not build, and may be it as well.
    skipped: Vec<Revision>,
}

impl Search<'_> {
    fn built(&self, side: &str, revision: &Revision) -> Result<Vec<Program>, Fault> {
        console::status(self.global, "Building", &revision.to_string());
        let state = State::Commit(revision.clone());
        let checkout = self.bench.check_out(side, &state)?;
        build(&state, &checkout, self.feature)
    }

    /// The findings on the function, and the programs that measured anything.
    fn against_good(&self, revision: &Revision) -> Result<(Vec<Finding>, Vec<String>), Fault> {
        let programs = self.built("b", revision)?;
        let rounds = take(
            self.global,
            [&self.good, &programs],
            usize::from(self.arguments.measuring.rounds),
            &self.arguments.arguments,
            &self.bench.scratch(),
            self.wanted.as_deref(),
        )?;
        let mut findings = effects(&rounds.before, &rounds.after, self.share);
        findings.retain(|finding| finding.site.contains(&self.arguments.function));
        if findings.is_empty() {
            let what = format!(
                "no function whose path contains `{}` is measured both at {revision} and at the good commit",
                self.arguments.function
            );
            return Err(Fault::new(Exit::NotMeasured, what)
                .remedy("both commits need a test or a #[perf_workload] that calls it"));
        }
        Ok((findings, rounds.useful))
    }

    /// Halves the commits until one is left; the last of them is known to be bad.
    fn narrow(&self, commits: &[Revision], suspects: &[Finding]) -> Result<Found, Fault> {
        let (mut from, mut bad) = (0, commits.len() - 1);
        let mut skipped: Vec<usize> = Vec::new();
        // Commits before `from` are good, `bad` is bad.
        while let Some(middle) = candidate(from, bad, &skipped) {
            let revision = &commits[middle];
            let steps = (bad - from).ilog2() + 1;
            let left = console::count(bad - from, "commit");
            let text = format!("{left} left, about {steps} more to measure");
            console::status(self.global, "Searching", &text);
            match self.against_good(revision) {
                Ok((findings, _)) if is_bad(&findings, suspects) => bad = middle,
                Ok(_) => from = middle + 1,
                Err(fault) if matches!(fault.exit(), Exit::BuildFailed | Exit::NotMeasured) => {
                    console::warn(self.global, &format!("stepped over: {fault}"));
                    skipped.push(middle);
                }
                Err(fault) => return Err(fault),
            }
        }
        let open = (from..bad).map(|index| commits[index].clone());
        Ok(Found {
            first_bad: commits[bad].clone(),
            skipped: open.collect(),
        })
    }
}

/// The commit in the middle of those that are open, or the nearest to it that was not stepped over.
fn candidate(from: usize, bad: usize, skipped: &[usize]) -> Option<usize> {
    let middle = from + bad.saturating_sub(from) / 2;
    (from..bad)
        .filter(|index| !skipped.contains(index))
        .min_by_key(|index| index.abs_diff(middle))
}

/// Bad is what is nearer to the bad end than to the good one, in any figure that became worse: a slow-down that came in
/// steps is found at its largest.
fn is_bad(findings: &[Finding], suspects: &[Finding]) -> bool {
    suspects.iter().any(|suspect| {
        let same = findings.iter().find(|finding| {
            (
                &finding.site,
                &finding.context,
                finding.metric,
                finding.statistic,
            ) == (
                &suspect.site,
                &suspect.context,
                suspect.metric,
                suspect.statistic,
            )
        });
        same.is_some_and(|finding| match (finding.ratio, suspect.ratio) {
            (Some(now), Some(worst)) => now.value > worst.value.sqrt(),
            _ => finding.after > suspect.after / 2.0,
        })
    })
}

fn told(git: &Git, found: &Found, suspects: &[Finding]) -> Result<String, Fault> {
    let Found { first_bad, skipped } = found;
    let who = git.tell(&["show", "--no-patch", "--format=%an, %as", &first_bad.hash])?;
    let mut out = format!(
        "first bad commit: {first_bad}\n  {who}\n  {}\n",
        first_bad.hash
    );
    for revision in skipped {
        out.push_str(&format!("  or {revision}, which does not build\n"));
    }
    for suspect in suspects {
        out.push_str(&format!("  {}\n", compare::line(suspect)));
    }
    Ok(clean_lines(&out))
}

#[cfg(test)]
mod tests {
    use super::candidate;

    #[test]
    fn a_commit_that_does_not_build_is_stepped_over() {
        assert_eq!(candidate(0, 8, &[]), Some(4));
        assert_eq!(candidate(0, 8, &[4]), Some(3));
        assert_eq!(candidate(4, 5, &[4]), None);
        assert_eq!(candidate(5, 5, &[]), None);
    }
}
