//! From verdicts to the one answer that a build needs.

use super::verdict::{Outcome, Severity, Verdict};

/// What fails the gate beyond what always fails it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The least severity of an *over* that fails.
    pub fail_on: Severity,
    /// Whether an inconclusive verdict fails.
    pub strict: bool,
    /// Whether a site that nobody called fails: in the harness and in checks of a whole project.
    pub uncalled_is_red: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            fail_on: Severity::Warning,
            strict: false,
            uncalled_is_red: false,
        }
    }
}

/// The answer, the worst first where several apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Nothing that fails.
    Pass,
    /// A limit is broken.
    Over,
    /// A limit could not be measured.
    NotMeasured,
    /// A limit could not be decided, and the policy is strict.
    Inconclusive,
    /// No site is registered: nothing was checked at all.
    NothingRegistered,
}

/// Decides over all verdicts of `sites` registered sites.
#[must_use]
pub fn gate(sites: usize, verdicts: &[Verdict], policy: &Policy) -> Gate {
    let any = |fails: &dyn Fn(&Verdict) -> bool| verdicts.iter().any(fails);
    if sites == 0 {
        Gate::NothingRegistered
    } else if any(&|v| v.outcome == Outcome::Over && v.severity >= Some(policy.fail_on)) {
        Gate::Over
    } else if any(&|v| v.outcome == Outcome::NotMeasured && (v.called || policy.uncalled_is_red)) {
        Gate::NotMeasured
    } else if policy.strict && any(&|v| v.outcome == Outcome::Inconclusive) {
        Gate::Inconclusive
    } else {
        Gate::Pass
    }
}
