//! What a kind of figure says of one limit, before it becomes a verdict.

use super::grade::{Kind, grade};
use super::subject::{Bound, Subject};
use super::verdict::{Evidence, Outcome, Verdict};
use crate::stats::Estimate;

/// The judgement of a limit without the site it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(super) outcome: Outcome,
    pub(super) measured: Option<Estimate>,
    pub(super) kind: Kind,
    pub(super) reason: String,
    pub(super) evidence: Evidence,
}

impl Finding {
    /// A limit that could not be read, and why.
    pub(crate) fn not_measured(reason: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::NotMeasured,
            measured: None,
            kind: Kind::Counted,
            reason: reason.into(),
            evidence: Evidence::default(),
        }
    }

    /// The same with one more remark.
    pub(crate) fn with_note(mut self, note: String) -> Self {
        self.evidence.notes.push(note);
        self
    }

    /// What was measured.
    pub(crate) const fn measured(&self) -> Option<Estimate> {
        self.measured
    }

    /// What was found.
    pub(crate) const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What a workload's measurement says of a limit on time.
    pub(crate) fn sampled(
        outcome: Outcome,
        measured: Option<Estimate>,
        reason: String,
        evidence: Evidence,
    ) -> Self {
        Self {
            outcome,
            measured,
            kind: Kind::Sampled,
            reason,
            evidence,
        }
    }

    /// The verdict on `bound` of `subject` in `context`.
    pub(crate) fn into_verdict(
        self,
        subject: &Subject<'_>,
        bound: &Bound<'_>,
        context: &str,
        called: bool,
    ) -> Verdict {
        // For time the lower end counts, so that severity does not flicker; counts have no interval.
        let excess = self.measured.filter(|_| self.outcome == Outcome::Over);
        let graded = excess.map(|estimate| {
            grade(
                estimate.low,
                bound.value,
                self.kind,
                subject.warning_percent,
                subject.critical_percent,
            )
        });
        let mut evidence = self.evidence;
        evidence.notes.extend(bound.explanation());
        Verdict {
            site: subject.path.clone(),
            file: subject.file.to_owned(),
            line: subject.line,
            context: context.to_owned(),
            key: bound.key.to_owned(),
            metric: bound.metric,
            statistic: bound.statistic,
            limit: bound.quantity(),
            measured: self.measured,
            outcome: self.outcome,
            severity: graded.map(|(severity, _)| severity),
            percent_over: graded.and_then(|(_, percent)| percent),
            reason: self.reason,
            called,
            evidence,
        }
    }
}
