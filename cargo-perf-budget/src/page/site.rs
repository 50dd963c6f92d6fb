//! One function: where it is, what its calls took in each test, and how that went over time.

use std::collections::HashMap;

use perf_runtime::record::{ContextSnapshot, Distribution};
use perf_runtime::report::{Report, SiteRecord};
use perf_runtime::site::{Metric, Statistic};
use perf_runtime::unit::{Quantity, Unit};
use serde::Serialize;

use super::chart::{Histogram, Line, histogram, line};
use super::source::Links;
use crate::baseline::{percent, what};
use crate::trend::Trend;

/// Functions that a page shows in full: a browser still scrolls it.
const MOST_CARDS: usize = 1_000;
/// Tests of one function that are shown.
const MOST_CONTEXTS: usize = 20;

/// One function.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    path: String,
    place: String,
    href: String,
    owner: String,
    tags: String,
    contexts: Vec<Context>,
    contexts_left_out: usize,
    histories: Vec<History>,
}

/// What its calls took in one test.
#[derive(Debug, Serialize)]
struct Context {
    name: String,
    figures: Vec<Figure>,
    histogram: Option<Histogram>,
}

#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    text: String,
}

/// How one figure went over time.
#[derive(Debug, Serialize)]
struct History {
    what: String,
    level: String,
    runs: usize,
    line: Option<Line>,
    changes: Vec<String>,
}

/// The functions, those with an alert first, and how many are left out.
pub(super) fn cards(
    report: &Report,
    trends: &HashMap<String, Vec<Trend>>,
    links: &Links,
) -> (Vec<Card>, usize) {
    let alarmed: std::collections::HashSet<&str> =
        report.alerts.iter().map(|alert| &*alert.site).collect();
    let mut sites: Vec<&SiteRecord> = report.sites.iter().collect();
    sites.sort_by_key(|site| (!alarmed.contains(&*site.path), &site.path));
    let left_out = sites.len().saturating_sub(MOST_CARDS);
    let cards = sites.into_iter().take(MOST_CARDS).map(|site| {
        let of_site = trends.get(&site.path).map_or(&[][..], Vec::as_slice);
        card(site, of_site, links)
    });
    (cards.collect(), left_out)
}

fn card(site: &SiteRecord, trends: &[Trend], links: &Links) -> Card {
    let mut limits = site.limits.iter();
    let limit =
        limits.find(|limit| (limit.metric, limit.statistic) == (Metric::Time, Statistic::Median));
    let limit = limit.map(|limit| limit.value);
    let contexts = site.contexts.iter().take(MOST_CONTEXTS);
    Card {
        path: site.path.clone(),
        place: format!("{}:{}", site.file, site.line),
        href: links.to(&site.file, site.line),
        owner: site.owner.clone(),
        tags: site.tags.join(", "),
        contexts: contexts.map(|found| context(found, limit)).collect(),
        contexts_left_out: site.contexts.len().saturating_sub(MOST_CONTEXTS),
        histories: trends.iter().map(history).collect(),
    }
}

fn context(found: &ContextSnapshot, limit: Option<f64>) -> Context {
    let figure = |name, text: String| Figure { name, text };
    let mut figures = vec![figure("calls", found.calls.to_string())];
    let quantiles = [("median", 0.5), ("p95", 0.95), ("p99", 0.99)];
    figures.extend(quantiles.iter().filter_map(|(name, p)| {
        let value = quantile(&found.time, *p)?;
        Some(figure(
            name,
            Quantity::new(value, Unit::Nanoseconds).to_string(),
        ))
    }));
    if let Some(memory) = &found.memory {
        let bytes = |value: u64| Quantity::new(value as f64, Unit::Bytes).to_string();
        figures.push(figure("allocations", memory.max_allocations.to_string()));
        figures.push(figure("allocated", bytes(memory.max_bytes)));
        figures.push(figure("peak", bytes(memory.max_peak)));
    }
    Context {
        name: found.context.clone(),
        figures,
        histogram: histogram(&found.time, limit),
    }
}

fn quantile(samples: &Distribution, p: f64) -> Option<f64> {
    let count = samples.count();
    let rank = ((count as f64 * p) as u64).min(count.checked_sub(1)?);
    samples.at_rank(rank)
}

fn history(trend: &Trend) -> History {
    let show = |value| Quantity::new(value, trend.unit).to_string();
    let told = |change: &crate::trend::Change| {
        format!(
            "{} → {} {} at {}, after {}",
            show(change.before),
            show(change.after),
            percent(change.percent),
            change.commit,
            change.last_good
        )
    };
    let marks: Vec<(usize, String)> = trend
        .changes
        .iter()
        .map(|change| (change.at, told(change)))
        .collect();
    let name = what(trend.metric, trend.statistic);
    History {
        what: match trend.context.as_str() {
            "" => name,
            context => format!("{name} in {context}"),
        },
        level: show(trend.level),
        runs: trend.values.len(),
        line: line(&trend.values, trend.unit, &marks),
        changes: marks.into_iter().map(|(_, told)| told).collect(),
    }
}
