//! `baseline review`: one change after the other, accept, reject, or leave the rest.

use std::collections::HashSet;
use std::io::{self, BufRead as _};

use perf_runtime::baseline::{Difference, Key, Trend, accepted};

use super::{Context, Review};
use crate::baseline::{self, accepted_in_part, accepted_now, circumstances};
use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::commit;

pub(super) fn review(global: &Global, review: &Review) -> Result<Exit, Fault> {
    if review.format.is_some() {
        let what = "a review asks a person: it has no --format";
        return Err(Fault::new(Exit::BadConfig, what).remedy(
            "`baseline diff --format json` tells a program what changed, `baseline accept FUNCTION` accepts it",
        ));
    }
    let named = &review.named;
    let mut context = Context::open(&named.source.place)?;
    let name = context.name(named.name.as_ref())?;
    let known = context.existing(&name)?.clone();
    let report = context.report(&named.source.from)?;
    let tolerance = context.settings.baseline.max_regression_percent;
    let circumstances = circumstances(&known, &report, tolerance);
    if let Some(why) = &circumstances.times_differ {
        return Err(Fault::new(Exit::BadConfig, format!("a baseline holds the times of one machine: {why}"))
            .remedy("review where the baseline was recorded, or save one of this machine under its own name"));
    }
    let mut comparison = baseline::against(&name, &known, &report, tolerance);
    let open = |difference: &Difference| {
        !matches!(
            difference.trend,
            Trend::Same | Trend::NotComparable | Trend::Gone
        )
    };
    comparison.differences.retain(open);
    if comparison.differences.is_empty() {
        console::answer("nothing to review: no figure changed\n")?;
        return Ok(Exit::Success);
    }
    let wanted = ask(&comparison)?;
    let count = wanted.len();
    if count > 0 {
        let now = report.kept_figures();
        let kept = accepted(&known.figures, &now, &circumstances, |key| {
            wanted.contains(key)
        });
        let kept = if count < comparison.differences.len() {
            accepted_in_part(&known, &report, kept)
        } else {
            accepted_now(&commit(context.workspace.root()), &report, kept)
        };
        context.file.baselines.insert(name.clone(), kept);
        baseline::write(&context.path, &context.file)?;
    }
    console::status(
        global,
        "Accepted",
        &format!("{count} of {} into `{name}`", comparison.differences.len()),
    );
    Ok(Exit::Success)
}

/// The keys that were accepted. The end of the input leaves the rest as it is.
fn ask(comparison: &baseline::Comparison) -> Result<HashSet<Key>, Fault> {
    let mut wanted = HashSet::new();
    let mut lines = io::stdin().lock().lines();
    let total = comparison.differences.len();
    for (i, difference) in comparison.differences.iter().enumerate() {
        let one = baseline::Comparison {
            differences: vec![difference.clone()],
            ..comparison.clone()
        };
        let text = baseline::terminal(&one, true);
        let shown = text
            .rsplit_once("against baseline")
            .map_or(&*text, |(shown, _)| shown);
        console::answer(&format!("\n{} of {total}\n{shown}", i + 1))?;
        loop {
            console::answer("  [a]ccept  [r]eject  accept a[l]l  [q]uit > ")?;
            let line = lines.next().transpose().map_err(|error| {
                Fault::new(Exit::Io, format!("cannot read the answer: {error}"))
            })?;
            match line.as_deref().map(str::trim) {
                Some("a" | "accept") => {
                    wanted.insert(key(difference));
                }
                Some("l" | "all") => {
                    wanted.extend(comparison.differences[i..].iter().map(key));
                    return Ok(wanted);
                }
                Some("r" | "reject") => {}
                Some("q" | "quit") | None => return Ok(wanted),
                Some(_) => continue,
            }
            break;
        }
    }
    Ok(wanted)
}

fn key(difference: &Difference) -> Key {
    Key {
        site: difference.site.clone(),
        context: difference.context.clone(),
        metric: difference.metric,
        statistic: difference.statistic,
    }
}
