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

macro_rules! with_attributes {
    ($($(#[$meta:meta])* fn $name:ident() -> u8 $body:block)*) => {
        #[perf_budget(max_s = 100)]
        mod attributes {
            use perf_runtime::perf_budget;

            $($(#[$meta])* pub(super) fn $name() -> u8 $body)*
        }
    };
}

with_attributes! {
    #[perf_budget(skip)]
    #[inline]
    fn skipped() -> u8 {
        1
    }

    #[perf_budget(max_s = 200)]
    fn overridden() -> u8 {
        2
    }

    #[inline]
    fn covered() -> u8 {
        3
    }
}

#[perf_budget(max_s = 100)]
mod conditions {
    use perf_runtime::perf_budget;

    #[cfg_attr(all(), perf_budget(skip), inline)]
    pub(super) fn skipped() -> u8 {
        1
    }

    #[cfg_attr(all(), perf_budget(max_s = 200))]
    pub(super) fn overridden() -> u8 {
        2
    }

    #[cfg_attr(any(), perf_budget(max_s = 200))]
    pub(super) fn left_alone() -> u8 {
        3
    }

    #[cfg_attr(all(), inline)]
    pub(super) fn covered() -> u8 {
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

#[test]
fn attributes_out_of_fragments_and_under_conditions() {
    assert_eq!(recorded(0, attributes::skipped), 1);
    assert_eq!(recorded(ONE, attributes::overridden), 2);
    assert_eq!(recorded(ONE, attributes::covered), 3);
    assert_eq!(recorded(0, conditions::skipped), 1);
    assert_eq!(recorded(ONE, conditions::overridden), 2);
    assert_eq!(recorded(0, conditions::left_alone), 3);
    assert_eq!(recorded(ONE, conditions::covered), 4);
}
