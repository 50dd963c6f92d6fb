//! One report of many: figures add up, verdicts are made anew from the sums.

use std::collections::BTreeMap;
use std::fmt;

use super::environment::{Environment, unite};
use super::flow;
use super::model::{Report, Run, SCHEMA_VERSION};
use super::quick::{self, Heads, Quick, Who};
use super::read::ReadError;
use super::sites::Sites;
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

/// What tells decisions apart: name, file and line of the function, context, and the limit's key. Functions in several
/// `impl` blocks of one type may print the same name.
type Decided = (String, String, u32, String, String);

/// Reports on the way to one: several can grow on threads of their own and be united in the end.
#[derive(Debug, Default)]
pub struct Sum {
    runs: Vec<Run>,
    environments: Vec<Environment>,
    sites: Sites,
    decided: BTreeMap<Decided, Verdict>,
    notes: Vec<String>,
    trees: Vec<CallTree>,
    heads: Heads,
    /// Memory for figures on their way here; empty in between.
    contexts: Vec<ContextSnapshot>,
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
        self.put(report);
        Ok(())
    }

    /// Adds the report that a text holds, or nothing of it. Of a run file as this version writes it, the data is read and
    /// checked; what follows from the data stands behind it, and is made anew without looking at it.
    ///
    /// # Errors
    ///
    /// As [`Report::from_json`].
    pub fn read(&mut self, text: impl AsRef<[u8]>) -> Result<(), ReadError> {
        let text = text.as_ref();
        match quick::read(text, &self.heads, &mut self.contexts) {
            Some(quick) => self.put_quick(quick),
            None => self.put(Report::data_from_json(text)?),
        }
        Ok(())
    }

    fn put(&mut self, report: Report) {
        for site in report.sites {
            self.sites.put(site);
        }
        self.runs.extend(report.runs);
        self.environments.extend(report.environments);
        self.notes.extend(report.notes);
        self.trees.push(report.tree);
        for verdict in report.decided {
            put_verdict(&mut self.decided, verdict);
        }
    }

    fn put_quick(&mut self, quick: Quick<'_>) {
        let mut contexts = self.contexts.drain(..);
        for site in quick.sites {
            let place = match site.who {
                Who::Known(place) => place,
                Who::New(text, site) => {
                    let place = self.sites.put(*site);
                    self.heads.learn(text, place);
                    place
                }
            };
            self.sites.add(place, contexts.by_ref().take(site.contexts));
        }
        self.runs.extend(quick.runs);
        self.environments.extend(quick.environments);
        self.notes.extend(quick.notes);
        self.trees.push(quick.tree);
        for verdict in quick.decided {
            put_verdict(&mut self.decided, verdict);
        }
    }

    /// Adds everything that another sum holds.
    pub fn unite(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.environments.extend(other.environments);
        self.notes.extend(other.notes);
        self.trees.extend(other.trees);
        for site in other.sites.into_records() {
            self.sites.put(site);
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
        if self.runs.is_empty() && self.environments.is_empty() && self.sites.is_empty() {
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

/// Of two decisions on the same limit in the same context the worse one stands: a failure must not be outvoted.
fn put_verdict(decided: &mut BTreeMap<Decided, Verdict>, verdict: Verdict) {
    let key = (
        verdict.site.clone(),
        verdict.file.clone(),
        verdict.line,
        verdict.context.clone(),
        verdict.key.clone(),
    );
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
