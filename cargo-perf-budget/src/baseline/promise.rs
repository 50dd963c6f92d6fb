//! What functions promise against baselines in their own attributes, and what became of it in a report.

use perf_runtime::baseline::{Baselines, Figure, improvements};
use perf_runtime::budget::Outcome;
use perf_runtime::report::{Report, SiteRecord};

/// What became of a promise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Promise<'a> {
    /// Who promised.
    pub(crate) site: &'a SiteRecord,
    /// The attribute's key.
    pub(crate) key: &'static str,
    /// The test or workload, or empty.
    pub(crate) context: String,
    /// Whether it is kept.
    pub(crate) outcome: Outcome,
    /// Why, in one sentence that stands alone; empty for `Within`.
    pub(crate) message: String,
}

/// Every promise of the report's functions that needs more than the comparison with the baseline `name`: improvements,
/// and bounds on regressions that have nothing to be compared with.
pub(crate) fn promises<'a>(report: &'a Report, file: &Baselines, name: &str) -> Vec<Promise<'a>> {
    let promising: Vec<&SiteRecord> = report
        .sites
        .iter()
        .filter(|site| !site.against.is_nothing())
        .collect();
    if promising.is_empty() {
        return Vec::new();
    }
    let now = report.kept_figures();
    let accepted = file.baselines.get(name).map(|known| &*known.figures);
    let mut promises = Vec::new();
    for site in promising {
        if site.against.max_regression_percent.is_some() {
            promises.extend(incomparable(site, name, accepted, &now));
        }
        if let Some(percent) = site.against.min_improvement_percent {
            promises.extend(improved(site, percent, file, report, &now));
        }
    }
    promises
}

/// A bound on regressions without an accepted figure, or without one now: what cannot be compared is not kept.
fn incomparable<'a>(
    site: &'a SiteRecord,
    name: &str,
    accepted: Option<&[Figure]>,
    now: &[Figure],
) -> Option<Promise<'a>> {
    let of_site = |figures: &[Figure]| figures.iter().any(|figure| figure.site == site.path);
    let why = if !of_site(now) {
        "no test or workload measured it".to_owned()
    } else if accepted.is_none() {
        format!("there is no baseline `{name}`: `cargo perf-budget baseline save {name}` keeps one")
    } else if !accepted.is_some_and(of_site) {
        format!(
            "baseline `{name}` holds no figure of it: `cargo perf-budget baseline accept` adds it"
        )
    } else {
        return None;
    };
    Some(Promise {
        site,
        key: "max_regression_percent",
        context: String::new(),
        outcome: Outcome::NotMeasured,
        message: format!(
            "`max_regression_percent` of `{}` is not measured: {why}",
            site.path
        ),
    })
}

fn improved<'a>(
    site: &'a SiteRecord,
    percent: f64,
    file: &Baselines,
    report: &Report,
    now: &[Figure],
) -> Vec<Promise<'a>> {
    let since = &site.against.since;
    let older = file.baselines.get(since);
    let differs = older.and_then(|older| older.machine.times_differ(&report.machine()));
    let figures = older.map(|older| &*older.figures);
    let all = improvements(&site.path, percent, figures, now, differs.as_deref());
    let told = all.into_iter().map(|improvement| {
        let verb = match improvement.outcome {
            Outcome::Within => "is kept",
            Outcome::Inconclusive => "is undecided",
            Outcome::NotMeasured => "is not measured",
            Outcome::Over => "is lost",
        };
        Promise {
            site,
            key: "min_improvement_percent",
            message: format!(
                "the improvement of `{}` by {percent} % since baseline `{since}` {verb}: {}",
                site.path, improvement.reason
            ),
            context: improvement.context,
            outcome: improvement.outcome,
        }
    });
    told.collect()
}
