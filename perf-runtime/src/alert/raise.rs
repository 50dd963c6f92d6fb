//! From verdicts to alerts: one for each limit of a site, the worst context speaking for all.

use std::collections::HashMap;

use super::action::suggest;
use super::model::{Alert, Level};
use crate::budget::{Outcome, Verdict};
use crate::record::ContextSnapshot;

/// Site, file, line and key: what one alert speaks of.
type LimitOfSite<'a> = (&'a str, &'a str, u32, &'a str);

/// What holds for the whole report and bears on what to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// Whether a process ran unoptimised code.
    pub unoptimised: bool,
}

/// The alerts of `verdicts`, the loudest first. `figures` finds the recorded figures that a verdict speaks of.
#[must_use]
pub fn alerts<'a>(
    verdicts: &'a [Verdict],
    figures: impl Fn(&'a Verdict) -> Option<&'a ContextSnapshot>,
    circumstances: &Circumstances,
) -> Vec<Alert> {
    let mut groups: HashMap<LimitOfSite<'_>, Vec<(Level, &Verdict)>> = HashMap::new();
    for verdict in verdicts {
        if let Some(level) = level(verdict) {
            let limit = (&*verdict.site, &*verdict.file, verdict.line, &*verdict.key);
            groups.entry(limit).or_default().push((level, verdict));
        }
    }
    let mut alerts: Vec<Alert> = groups
        .into_values()
        .filter_map(|mut group| {
            // A stable order: the worst first, then by name.
            group.sort_by(|a, b| louder(b, a).then_with(|| a.1.context.cmp(&b.1.context)));
            let (level, worst) = *group.first()?;
            let others = group[1..].iter().map(|(_, v)| v.context.clone()).collect();
            Some(alert(level, worst, others, figures(worst), circumstances))
        })
        .collect();
    alerts.sort_by(|a, b| {
        // All that groups are told apart by: a hash map has no order of its own.
        fn place(alert: &Alert) -> (&str, u32, &str, &str) {
            (&alert.site, alert.line, &alert.key, &alert.file)
        }
        let over = |alert: &Alert| alert.percent_over.unwrap_or(f64::INFINITY);
        b.level
            .cmp(&a.level)
            .then_with(|| over(b).total_cmp(&over(a)))
            .then_with(|| place(a).cmp(&place(b)))
    });
    alerts
}

fn level(verdict: &Verdict) -> Option<Level> {
    match (verdict.outcome, verdict.severity) {
        (Outcome::Within, _) => None,
        (Outcome::Over, severity) => Some(severity.map_or(Level::Critical, Level::from)),
        (Outcome::NotMeasured, _) if verdict.called => Some(Level::NotMeasured),
        (Outcome::NotMeasured, _) => None,
        (Outcome::Inconclusive, _) => Some(Level::Inconclusive),
    }
}

fn louder(a: &(Level, &Verdict), b: &(Level, &Verdict)) -> std::cmp::Ordering {
    let low = |verdict: &Verdict| verdict.measured.map_or(0.0, |measured| measured.low);
    a.0.cmp(&b.0).then_with(|| low(a.1).total_cmp(&low(b.1)))
}

fn alert(
    level: Level,
    verdict: &Verdict,
    other_contexts: Vec<String>,
    figures: Option<&ContextSnapshot>,
    circumstances: &Circumstances,
) -> Alert {
    Alert {
        level,
        site: verdict.site.clone(),
        file: verdict.file.clone(),
        line: verdict.line,
        context: verdict.context.clone(),
        other_contexts,
        key: verdict.key.clone(),
        metric: verdict.metric,
        limit: verdict.limit,
        measured: verdict.measured,
        percent_over: verdict.percent_over,
        reason: verdict.reason.clone(),
        evidence: evidence(verdict),
        actions: suggest(verdict, figures, circumstances),
    }
}

fn evidence(verdict: &Verdict) -> Vec<String> {
    let source = &verdict.evidence;
    let mut sentences = Vec::new();
    if verdict.measured.is_some() {
        let (n, looks) = (source.samples, source.looks);
        let plural = |n: u64| if n == 1 { "" } else { "s" };
        let mut sentence = format!("{n} sample{}, {}", plural(n), source.statistic);
        if looks > 1 {
            sentence.push_str(&format!(", {looks} looks"));
        }
        sentences.push(sentence);
        sentences.push(format!("clock: {}", source.clock));
    }
    sentences.extend(source.notes.iter().cloned());
    sentences
}
