//! What all budgets of one harness process share: the lock, the machine, the plan. Made when the first budget runs, so
//! that listing costs nothing.

use super::super::machine::Machine;
use super::discovery::Discovered;
use super::lock::Lock;
use super::plan::Plan;

/// Held while budgets are measured.
pub(super) struct Session {
    pub(super) plan: Plan,
    pub(super) discovered: Discovered,
    pub(super) machine: Machine,
    _lock: Lock,
}

impl Session {
    pub(super) fn open() -> Self {
        let lock = Lock::take(&mut |what| eprintln!("perf-budget: {what}"));
        let plan = Plan::linked();
        let discovered = Discovered::load_or_run(&plan.workloads, &plan.sites);
        Self {
            plan,
            discovered,
            machine: Machine::meet(),
            _lock: lock,
        }
    }
}
