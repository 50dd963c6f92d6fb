//! One report of many: figures add up, verdicts are made anew from the sums.

use std::collections::BTreeMap;
use std::fmt;

use super::distribution::add;
use super::environment::unite;
use super::flow;
use super::model::{LimitRecord, Report, Run, SCHEMA_VERSION, SiteRecord};
use crate::budget::Verdict;
use crate::record::ContextSnapshot;

/// Why reports could not be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeError {
    /// There is no report to merge.
    Nothing,
    /// A report has another format.
    Schema {
        /// Its version.
        found: u32,
    },
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str(
                "there are no run files to merge: run the tests with the `monitoring` feature first",
            ),
            Self::Schema { found } => write!(
                f,
                "a report has schema version {found}, this perf-runtime merges version {SCHEMA_VERSION}"
            ),
        }
    }
}

impl std::error::Error for MergeError {}

/// Merges reports of several processes.
///
/// Sites are the same when package, function path, file, line and limits are; then the figures of equal contexts add up.
/// The order of the reports does not matter.
///
/// # Errors
///
/// When there is no report, or one has another format.
pub fn merge(reports: impl IntoIterator<Item = Report>) -> Result<Report, MergeError> {
    let mut runs = Vec::new();
    let mut environments = Vec::new();
    let mut sites = BTreeMap::new();
    let mut decided = BTreeMap::new();
    let mut notes = Vec::new();
    let mut trees = Vec::new();
    for report in reports {
        if report.schema != SCHEMA_VERSION {
            return Err(MergeError::Schema {
                found: report.schema,
            });
        }
        runs.extend(report.runs);
        environments.extend(report.environments);
        notes.extend(report.notes);
        trees.push(report.tree);
        report
            .sites
            .into_iter()
            .for_each(|site| put_site(&mut sites, site));
        report
            .decided
            .into_iter()
            .for_each(|verdict| put_verdict(&mut decided, verdict));
    }
    if runs.is_empty() && environments.is_empty() && sites.is_empty() {
        return Err(MergeError::Nothing);
    }
    runs.sort_by(order);
    runs.dedup();
    notes.sort();
    notes.dedup();
    let mut merged = Report {
        schema: SCHEMA_VERSION,
        runs,
        environments: unite(environments),
        sites: sites.into_values().map(Merged::finish).collect(),
        decided: decided.into_values().collect(),
        tree: flow::merge(trees),
        notes,
        verdicts: Vec::new(),
        alerts: Vec::new(),
        workflows: Vec::new(),
        remarks: Vec::new(),
    };
    merged.derive();
    Ok(merged)
}

fn order(a: &Run, b: &Run) -> std::cmp::Ordering {
    let key = |run: &Run| {
        (
            run.started_unix_ms,
            run.process,
            run.id.clone(),
            run.command.clone(),
        )
    };
    key(a)
        .cmp(&key(b))
        .then(a.duration_ms.total_cmp(&b.duration_ms))
}

/// What makes two records the same site. A limit's bits stand for its value: equal limits have equal bits.
type SiteKey = (String, String, String, u32, Vec<(String, u64)>);

fn site_key(site: &SiteRecord) -> SiteKey {
    let limit = |limit: &LimitRecord| (limit.key.clone(), limit.value.to_bits());
    (
        site.package.clone(),
        site.function_path.clone(),
        site.file.clone(),
        site.line,
        site.limits.iter().map(limit).collect(),
    )
}

/// A site whose contexts are found by name.
struct Merged {
    site: SiteRecord,
    contexts: BTreeMap<String, ContextSnapshot>,
}

impl Merged {
    fn finish(self) -> SiteRecord {
        SiteRecord {
            contexts: self.contexts.into_values().collect(),
            ..self.site
        }
    }
}

fn put_site(sites: &mut BTreeMap<SiteKey, Merged>, mut site: SiteRecord) {
    let contexts = std::mem::take(&mut site.contexts);
    let merged = sites.entry(site_key(&site)).or_insert_with(|| Merged {
        site,
        contexts: BTreeMap::new(),
    });
    for context in contexts {
        match merged.contexts.get_mut(&context.context) {
            Some(sum) => add(sum, &context),
            None => {
                merged.contexts.insert(context.context.clone(), context);
            }
        }
    }
}

/// Of two decisions on the same limit in the same context the worse one stands: a failure must not be outvoted.
fn put_verdict(decided: &mut BTreeMap<[String; 3], Verdict>, verdict: Verdict) {
    let key = [
        verdict.site.clone(),
        verdict.context.clone(),
        verdict.key.clone(),
    ];
    match decided.get_mut(&key) {
        Some(known) if badness(known) >= badness(&verdict) => {}
        Some(known) => *known = verdict,
        None => {
            decided.insert(key, verdict);
        }
    }
}

/// A total order, so that the order of the reports does not matter: the outcome, the excess, then everything else.
fn badness(verdict: &Verdict) -> impl PartialOrd + use<> {
    (
        verdict.outcome,
        verdict.severity,
        verdict.measured.map(|m| m.low.to_bits()),
        format!("{verdict:?}"),
    )
}
