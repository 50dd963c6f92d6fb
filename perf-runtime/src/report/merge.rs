//! One report of many: figures add up, verdicts are made anew from the sums.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::distribution::add;
use super::environment::{Environment, unite};
use super::flow;
use super::model::{LimitRecord, Report, Run, SCHEMA_VERSION, SiteRecord};
use crate::budget::Verdict;
use crate::record::{CallTree, ContextSnapshot};

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
    let mut sum = Sum::default();
    for report in reports {
        sum.add(report)?;
    }
    sum.into_report()
}

/// Reports on the way to one: several can grow on threads of their own and be united in the end.
#[derive(Debug, Default)]
pub struct Sum {
    runs: Vec<Run>,
    environments: Vec<Environment>,
    sites: Sites,
    decided: BTreeMap<[String; 3], Verdict>,
    notes: Vec<String>,
    trees: Vec<CallTree>,
}

impl Sum {
    /// Adds a report; its verdicts and alerts are left out, since they follow from the rest.
    ///
    /// # Errors
    ///
    /// When it has another format.
    pub fn add(&mut self, report: Report) -> Result<(), MergeError> {
        if report.schema != SCHEMA_VERSION {
            return Err(MergeError::Schema {
                found: report.schema,
            });
        }
        self.runs.extend(report.runs);
        self.environments.extend(report.environments);
        self.notes.extend(report.notes);
        self.trees.push(report.tree);
        report
            .sites
            .into_iter()
            .for_each(|site| self.sites.put(site));
        for verdict in report.decided {
            put_verdict(&mut self.decided, verdict);
        }
        Ok(())
    }

    /// Adds everything that another sum holds.
    pub fn unite(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.environments.extend(other.environments);
        self.notes.extend(other.notes);
        self.trees.extend(other.trees);
        for merged in other.sites.list {
            self.sites.put(merged.finish());
        }
        for verdict in other.decided.into_values() {
            put_verdict(&mut self.decided, verdict);
        }
    }

    /// The report of everything that was added, judged.
    ///
    /// # Errors
    ///
    /// When nothing was.
    pub fn into_report(mut self) -> Result<Report, MergeError> {
        if self.runs.is_empty() && self.environments.is_empty() && self.sites.list.is_empty() {
            return Err(MergeError::Nothing);
        }
        self.runs.sort_by(order);
        self.runs.dedup();
        self.notes.sort();
        self.notes.dedup();
        let mut merged = Report {
            schema: SCHEMA_VERSION,
            runs: self.runs,
            environments: unite(self.environments),
            sites: self.sites.into_sorted(),
            decided: self.decided.into_values().collect(),
            tree: flow::merge(self.trees),
            notes: self.notes,
            verdicts: Vec::new(),
            alerts: Vec::new(),
            workflows: Vec::new(),
            remarks: Vec::new(),
        };
        merged.derive();
        Ok(merged)
    }
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

/// Sites that are found by what makes them the same: package, function, place and limits.
#[derive(Debug, Default)]
struct Sites {
    list: Vec<Merged>,
    /// Places in the list by hash: a key of its own for each record would be most of a merge's work.
    places: HashMap<u64, Vec<usize>>,
}

/// A site whose contexts are found by name.
#[derive(Debug)]
struct Merged {
    site: SiteRecord,
    contexts: BTreeMap<String, ContextSnapshot>,
}

impl Sites {
    fn put(&mut self, mut site: SiteRecord) {
        let contexts = std::mem::take(&mut site.contexts);
        let mut hasher = DefaultHasher::new();
        place(&site).hash(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        let known = places
            .iter()
            .copied()
            .find(|&index| is_same(&self.list[index].site, &site));
        let index = known.unwrap_or_else(|| {
            places.push(self.list.len());
            self.list.push(Merged {
                site,
                contexts: BTreeMap::new(),
            });
            self.list.len() - 1
        });
        let merged = &mut self.list[index];
        for context in contexts {
            match merged.contexts.get_mut(&context.context) {
                Some(sum) => add(sum, &context),
                None => {
                    merged.contexts.insert(context.context.clone(), context);
                }
            }
        }
    }

    fn into_sorted(self) -> Vec<SiteRecord> {
        let mut sites: Vec<SiteRecord> = self.list.into_iter().map(Merged::finish).collect();
        sites.sort_by(|a, b| (place(a).cmp(&place(b))).then_with(|| limits(a).cmp(limits(b))));
        sites
    }
}

impl Merged {
    fn finish(self) -> SiteRecord {
        SiteRecord {
            contexts: self.contexts.into_values().collect(),
            ..self.site
        }
    }
}

fn place(site: &SiteRecord) -> (&str, &str, &str, u32) {
    (&site.package, &site.function_path, &site.file, site.line)
}

/// A limit's bits stand for its value: equal limits have equal bits.
fn limits(site: &SiteRecord) -> impl Iterator<Item = (&str, u64)> {
    let limits = site.limits.iter();
    limits.map(|limit: &LimitRecord| (&*limit.key, limit.value.to_bits()))
}

fn is_same(a: &SiteRecord, b: &SiteRecord) -> bool {
    place(a) == place(b) && limits(a).eq(limits(b))
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
