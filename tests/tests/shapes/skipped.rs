//! What leaves single functions out of the attribute above their block.

use crate::support::{ONE, recorded};
use perf_runtime::{monitored_workflow, perf_budget};

struct Mixed;

#[perf_budget(max_s = 100, tags("mixed"))]
impl Mixed {
    fn covered(&self) -> u8 {
        1
    }

    #[perf_budget(skip)]
    fn skipped(&self) -> u8 {
        2
    }

    /// Budgeted by itself: one site, not two.
    #[perf_budget(max_s = 200)]
    fn overridden(&self) -> u8 {
        3
    }

    #[monitored_workflow]
    fn workflow(&self) -> u8 {
        4
    }
}

#[perf_budget(max_busy_s = 100)]
mod polled {
    pub(super) fn plain() -> u8 {
        5
    }

    pub(super) async fn future() -> u8 {
        6
    }

    #[perf_budget(skip)]
    pub(super) mod skipped {
        pub(crate) fn inner() -> u8 {
            7
        }
    }
}

#[test]
fn skipped_and_overridden_functions() {
    assert_eq!(recorded(ONE, || Mixed.covered()), 1);
    assert_eq!(recorded(0, || Mixed.skipped()), 2);
    assert_eq!(recorded(ONE, || Mixed.overridden()), 3);
    assert_eq!(recorded(ONE, || Mixed.workflow()), 4);
}

#[test]
fn limits_on_busy_time_hold_for_futures_alone() {
    assert_eq!(recorded(0, polled::plain), 5);
    assert_eq!(
        recorded(ONE, || crate::support::block_on(polled::future())),
        6
    );
    assert_eq!(recorded(0, polled::skipped::inner), 7);
}
