//! What the page shows, as text and numbers.

use std::collections::HashMap;

use perf_runtime::budget::{Outcome, Severity, Verdict};
use perf_runtime::report::Report;
use serde::Serialize;

use super::flow::{Flow, flows};
use super::site::{Card, cards};
use super::source::Links;
use crate::baseline::what;
use crate::command::history::when;
use crate::history::Series;
use crate::render::Answer;
use crate::trend::{Trend, levels};

/// What a page is made from.
pub(crate) struct Input<'a> {
    pub(crate) answer: &'a Answer<'a>,
    /// Every series that the history holds.
    pub(crate) series: Vec<Series>,
    pub(crate) links: Links,
    /// The commit, or empty.
    pub(crate) commit: String,
}

/// Rows of a table that a browser sorts without a pause; the worst come first.
const MOST_ROWS: usize = 5_000;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    title: String,
    conclusion: String,
    passed: bool,
    counts: Vec<Count>,
    facts: Vec<Fact>,
    alerts: Vec<Alert>,
    rows: Vec<Row>,
    rows_left_out: usize,
    flows: Vec<Flow>,
    flows_left_out: usize,
    sites: Vec<Card>,
    sites_left_out: usize,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Count {
    number: usize,
    word: &'static str,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    text: String,
}

/// A finding that is worth telling.
#[derive(Debug, Serialize)]
struct Alert {
    class: &'static str,
    rule: &'static str,
    message: String,
    details: Vec<String>,
    place: String,
    href: String,
}

/// A verdict.
#[derive(Debug, Serialize)]
struct Row {
    class: &'static str,
    /// The worst is the largest.
    rank: u8,
    outcome: &'static str,
    site: String,
    href: String,
    place: String,
    key: String,
    figure: String,
    context: String,
    limit: String,
    measured: String,
    /// The figure as a percentage of its limit, for sorting and for the eye.
    share: Option<f64>,
    reason: String,
}

impl Page {
    pub(super) fn of(mut input: Input<'_>) -> Self {
        let series = std::mem::take(&mut input.series);
        let Input { answer, links, .. } = &input;
        let report = answer.report;
        let mut rows: Vec<Row> = report.verdicts.iter().map(|v| row(v, links)).collect();
        rows.sort_by(|a, b| {
            let share = |row: &Row| row.share.unwrap_or(0.0);
            (b.rank.cmp(&a.rank)).then(share(b).total_cmp(&share(a)))
        });
        let rows_left_out = rows.len().saturating_sub(MOST_ROWS);
        rows.truncate(MOST_ROWS);
        let mut trends: HashMap<String, Vec<Trend>> = HashMap::new();
        for trend in series.into_iter().filter_map(levels) {
            trends.entry(trend.site.clone()).or_default().push(trend);
        }
        let (flows, flows_left_out) = flows(report, links);
        let (sites, sites_left_out) = cards(report, &trends, links);
        Self {
            title: "Performance budgets".to_owned(),
            conclusion: answer.exit.meaning().to_owned(),
            passed: answer.exit.code() == 0,
            counts: counts(report),
            facts: facts(report, &input.commit),
            alerts: alerts(answer, links),
            rows,
            rows_left_out,
            flows,
            flows_left_out,
            sites,
            sites_left_out,
            notes: report
                .remarks
                .iter()
                .chain(&report.notes)
                .chain(&answer.notes)
                .cloned()
                .collect(),
        }
    }
}

fn counts(report: &Report) -> Vec<Count> {
    let tally = report.tally();
    let counts = [
        (tally.over, "over"),
        (tally.not_measured, "not measured"),
        (tally.not_called, "not called"),
        (tally.inconclusive, "undecided"),
        (tally.within, "within"),
    ];
    counts.map(|(number, word)| Count { number, word }).into()
}

fn facts(report: &Report, commit: &str) -> Vec<Fact> {
    let fact = |name, text: String| Fact { name, text };
    let mut facts = Vec::new();
    if let Some(run) = report.runs.first() {
        facts.push(fact("run", run.id.clone()));
        facts.push(fact("started", when(run.started_unix_ms)));
    }
    facts.push(fact("processes", report.runs.len().to_string()));
    facts.push(fact("functions", report.sites.len().to_string()));
    if !commit.is_empty() {
        facts.push(fact("commit", commit.to_owned()));
    }
    let machine = report.machine();
    facts.push(fact("machine", machine.to_string()));
    facts.push(fact("compiler", machine.rustc));
    facts
}

fn alerts(answer: &Answer<'_>, links: &Links) -> Vec<Alert> {
    let told = answer.findings.iter().take(MOST_ROWS);
    told.map(|finding| Alert {
        class: if finding.fails { "bad" } else { "warn" },
        rule: finding.rule.name(),
        message: finding.message.clone(),
        details: finding.details.clone(),
        place: format!("{}:{}", finding.file, finding.line),
        href: links.to(&finding.file, finding.line),
    })
    .collect()
}

fn row(verdict: &Verdict, links: &Links) -> Row {
    let (class, rank, outcome) = match (verdict.outcome, verdict.severity) {
        (Outcome::Over, Some(Severity::Critical)) => ("bad", 6, "critical"),
        (Outcome::Over, Some(Severity::Warning)) => ("bad", 5, "warning"),
        (Outcome::Over, _) => ("warn", 3, "notice"),
        (Outcome::NotMeasured, _) if verdict.called => ("bad", 4, "not measured"),
        (Outcome::NotMeasured, _) => ("warn", 2, "not called"),
        (Outcome::Inconclusive, _) => ("warn", 1, "undecided"),
        (Outcome::Within, _) => ("good", 0, "within"),
    };
    let unit = verdict.limit.unit;
    let quantity = |value| perf_runtime::unit::Quantity::new(value, unit).to_string();
    let measured = verdict.measured;
    let share = measured
        .filter(|_| verdict.limit.value > 0.0)
        .map(|measured| measured.value / verdict.limit.value * 100.0);
    Row {
        class,
        rank,
        outcome,
        site: verdict.site.clone(),
        href: links.to(&verdict.file, verdict.line),
        place: format!("{}:{}", verdict.file, verdict.line),
        key: verdict.key.clone(),
        figure: what(verdict.metric, verdict.statistic),
        context: verdict.context.clone(),
        limit: verdict.limit.to_string(),
        measured: measured.map_or_else(|| "–".to_owned(), |measured| quantity(measured.value)),
        share: share.filter(|share| share.is_finite()).map(f64::round),
        reason: verdict.reason.clone(),
    }
}
