//! From a snapshot to a report: everything borrowed becomes owned, and what is missing gets its reason.

use super::environment::Environment;
use super::model::{ChangedRecord, LimitRecord, Report, Run, SCHEMA_VERSION, SiteRecord};
use crate::budget::{Bound, Verdict, unmeasured};
use crate::class::InForce;
use crate::record::{CallTree, ClockSnapshot, ContextSnapshot, SiteSnapshot, Snapshot};
use crate::site::{Limit, Metric, Statistic};

impl Report {
    /// Judges a snapshot and reports on it.
    #[must_use]
    pub fn new(run: Run, environment: Environment, snapshot: &Snapshot) -> Self {
        Self::under(None, run, environment, snapshot)
    }

    /// The same by the limits that hold on machines of a class.
    #[must_use]
    pub fn under(
        class: Option<&InForce>,
        run: Run,
        environment: Environment,
        snapshot: &Snapshot,
    ) -> Self {
        let mut report = Self::unjudged(class, run, environment, snapshot);
        report.derive();
        report
    }

    /// A report on a snapshot without verdicts: whoever merges it judges.
    #[must_use]
    pub(crate) fn unjudged(
        class: Option<&InForce>,
        run: Run,
        environment: Environment,
        snapshot: &Snapshot,
    ) -> Self {
        let sites = snapshot.sites.iter();
        let mut tree = snapshot.tree.clone();
        put_in_force(class, &mut tree, &snapshot.sites);
        Self {
            schema: SCHEMA_VERSION,
            runs: vec![run],
            environments: vec![environment],
            sites: sites
                .map(|site| record(site, class, &snapshot.clock))
                .collect(),
            decided: Vec::new(),
            tree,
            notes: snapshot
                .notes
                .iter()
                .cloned()
                .chain(class.map(InForce::note))
                .collect(),
            verdicts: Vec::new(),
            alerts: Vec::new(),
            workflows: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Adds verdicts that a workload decided. They replace those made from recorded figures of the same limit in the
    /// same context.
    #[must_use]
    pub fn with_decided(mut self, verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let before = self.decided.len();
        self.decided.extend(verdicts);
        // Judging everything once more is a fifth of what a healthy test process spends at its end.
        if self.decided.len() > before {
            self.derive();
        }
        self
    }
}

/// Gives the functions of a call tree the limits that they are judged by, which recorders know nothing of: they know the
/// declared ones.
pub(crate) fn put_in_force(class: Option<&InForce>, tree: &mut CallTree, sites: &[SiteSnapshot]) {
    let Some(class) = class else {
        return;
    };
    let typical =
        |limit: &&Limit| (limit.metric, limit.statistic) == (Metric::Time, Statistic::Median);
    for SiteSnapshot { site, .. } in sites {
        let info = site.info();
        let Some(declared) = info.limits.iter().find(typical) else {
            continue;
        };
        let at_place = tree
            .sites
            .iter_mut()
            .filter(|found| found.line == info.line && found.file == info.place.file);
        // Printing a name costs more than comparing places.
        for found in at_place.filter(|found| found.path == site.path()) {
            found.limit_ns = Some(class.bound(site, declared).value);
        }
    }
}

fn record(snapshot: &SiteSnapshot, class: Option<&InForce>, clock: &ClockSnapshot) -> SiteRecord {
    let info = snapshot.site.info();
    let contexts = snapshot.contexts.iter();
    SiteRecord {
        path: snapshot.site.path(),
        function_path: snapshot.site.function_path(),
        file: info.place.file.to_owned(),
        line: info.line,
        package: info.place.package.to_owned(),
        kind: info.kind,
        owner: info.identity.owner.to_owned(),
        tags: info
            .identity
            .tags
            .iter()
            .map(|&tag| tag.to_owned())
            .collect(),
        warning_percent: info.identity.warning_percent,
        critical_percent: info.identity.critical_percent,
        limits: info
            .limits
            .iter()
            .map(|declared| {
                let bound = class.map(|class| class.bound(snapshot.site, declared));
                limit(declared, &bound.unwrap_or_else(|| Bound::from(declared)))
            })
            .collect(),
        against: (&info.against).into(),
        contexts: contexts
            .map(|context| explained(context, info.limits, clock))
            .collect(),
    }
}

fn limit(limit: &Limit, bound: &Bound<'_>) -> LimitRecord {
    LimitRecord {
        metric: limit.metric,
        statistic: limit.statistic,
        value: bound.value,
        key: limit.key.to_owned(),
        written: limit.written.to_owned(),
        changed: bound.changed.map(|changed| ChangedRecord {
            declared: changed.declared,
            class: changed.class.to_owned(),
        }),
    }
}

/// Writes down why a figure is missing, so that the reason survives a merge with a run that has the figure.
fn explained(
    context: &ContextSnapshot,
    limits: &[Limit],
    clock: &ClockSnapshot,
) -> ContextSnapshot {
    let mut context = context.clone();
    for limit in limits {
        let missing = match limit.metric {
            Metric::Allocations | Metric::AllocatedBytes | Metric::PeakBytes => {
                context.memory.is_none()
            }
            Metric::ResidentBytes => context.process.is_none(),
            _ => false,
        };
        let explained = context
            .unavailable
            .iter()
            .any(|(metric, _)| *metric == limit.metric);
        if missing && !explained && context.finished() > 0 {
            let reason =
                unmeasured(limit.metric, clock).map(|reason| (limit.metric, reason.to_owned()));
            context.unavailable.extend(reason);
        }
    }
    context
}
