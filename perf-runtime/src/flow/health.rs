//! How the workflows of this process fare right now: one small value, cheap enough to poll.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::run::Run;
use crate::guard::local;
use crate::record::{RunStatus, latest_runs};
use crate::unit::{Quantity, Unit};

/// A run that has taken so many times its limit is not late, it hangs.
const HANGS: f64 = 3.0;

/// How well something fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HealthStatus {
    /// Nothing is known to be wrong.
    Ok,
    /// An open run has spent its limit, or the latest run of a workflow took longer than its limit or returned an error.
    Degraded,
    /// The latest run of a workflow panicked, or an open one has taken three times its limit.
    Failing,
}

/// The answer of [`health`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The worst of what was found.
    pub status: HealthStatus,
    /// What was found, each a sentence with its figure; empty when all is well.
    pub reasons: Vec<String>,
}

/// The runs that are open.
static OPEN: Mutex<Vec<Weak<Run>>> = Mutex::new(Vec::new());

/// The open runs, locked.
pub(super) type Guard = MutexGuard<'static, Vec<Weak<Run>>>;

pub(super) fn locked() -> Guard {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a run in the list for as long as it lives.
pub(super) fn list(run: &Arc<Run>) {
    let mut open = locked();
    open.retain(|run| run.strong_count() > 0);
    open.push(Arc::downgrade(run));
}

/// How the workflows of this process fare: those that are open, against their limits, and the latest run of each other.
///
/// A few microseconds, whatever was recorded: limits are those that the code declares, not those of a machine class in
/// `perf-budget.toml`, by which reports judge. A run that has spent its limit is told once as a `tracing` event when
/// somebody asks, when its phases begin and end, and by itself where a subscriber listens.
#[must_use]
pub fn health() -> Health {
    let mut health = Health {
        status: HealthStatus::Ok,
        reasons: Vec::new(),
    };
    for run in local::inside(open_runs) {
        look_at_open(&mut health, &run);
    }
    local::inside(|| look_at_latest(&mut health));
    health
}

/// The runs that are open, in the order in which they began.
pub(super) fn open_runs() -> Vec<Arc<Run>> {
    let open = locked();
    let runs = open.iter().filter_map(Weak::upgrade);
    runs.filter(|run| !run.has_ended()).collect()
}

fn look_at_open(health: &mut Health, run: &Run) {
    run.warn_if_spent();
    let (Some(limit_ns), elapsed_ns) = (run.limit_ns(), run.elapsed_ns()) else {
        return;
    };
    if elapsed_ns > limit_ns {
        let status = if elapsed_ns > HANGS * limit_ns {
            HealthStatus::Failing
        } else {
            HealthStatus::Degraded
        };
        health.add(
            status,
            format!(
                "`{}` has been running for {}, its limit is {}",
                run.site.path(),
                ns(elapsed_ns),
                ns(limit_ns)
            ),
        );
    }
}

fn look_at_latest(health: &mut Health) {
    for latest in latest_runs() {
        let path = latest.site.path();
        match latest.status {
            RunStatus::Panicked => {
                health.add(
                    HealthStatus::Failing,
                    format!("the latest run of `{path}` panicked"),
                );
            }
            RunStatus::Error => {
                health.add(
                    HealthStatus::Degraded,
                    format!("the latest run of `{path}` returned an error"),
                );
            }
            RunStatus::Ok | RunStatus::Unknown | RunStatus::Cancelled => {}
        }
        let limit_ns = super::run::limit_of(latest.site);
        if let Some(limit_ns) = limit_ns.filter(|limit_ns| latest.elapsed_ns > *limit_ns) {
            health.add(
                HealthStatus::Degraded,
                format!(
                    "the latest run of `{path}` took {}, its limit is {}",
                    ns(latest.elapsed_ns),
                    ns(limit_ns)
                ),
            );
        }
    }
}

impl Health {
    fn add(&mut self, status: HealthStatus, reason: String) {
        self.status = self.status.max(status);
        self.reasons.push(reason);
    }
}

fn ns(value: f64) -> Quantity {
    Quantity::new(value, Unit::Nanoseconds)
}
