//! Judges a limit on the typical time of a function by measuring it in workloads.

use std::thread;
use std::time::Duration;

use super::super::judge::{Looks, Next, finding};
use super::super::look::{Request, UNREACHED, look_in_fresh_process, take};
use super::super::machine::Machine;
use super::super::register::{Case, WorkloadInfo};
use crate::budget::{Bound, Finding};
use crate::site::Site;

/// Pauses before further looks: what disturbs for a moment is over by then. All later ones are as long as the last.
const PAUSES: [Duration; 8] = [
    Duration::from_millis(10),
    Duration::from_millis(20),
    Duration::from_millis(40),
    Duration::from_millis(80),
    Duration::from_millis(160),
    Duration::from_millis(320),
    Duration::from_millis(640),
    Duration::from_millis(1000),
];

/// What is said of a limit, and whether the function was called at all.
pub(super) struct Judged {
    pub(super) finding: Finding,
    pub(super) called: bool,
}

/// Looks until the limit is decided in this case.
pub(super) fn judge(
    machine: &mut Machine,
    workload: &WorkloadInfo,
    case: Case,
    site: &'static Site,
    bound: &Bound<'_>,
) -> Judged {
    let request = Request::new(workload, case, site, bound.value, machine.remembered());
    let first = match take(&request) {
        Ok(look) => look,
        Err(why) => {
            return Judged {
                called: why != UNREACHED,
                finding: Finding::not_measured(why),
            };
        }
    };
    machine.learn(&first);
    let mut looks = Looks::new(first, bound.value, machine.hop_ns());
    loop {
        match looks.next() {
            Next::LookAgain => {
                thread::sleep(PAUSES[looks.further().min(PAUSES.len() - 1)]);
                match look_in_fresh_process(&request) {
                    Ok(look) => {
                        machine.learn(&look);
                        looks.add(look);
                    }
                    Err(why) => looks.refuse(why),
                }
            }
            Next::Decided(mut decision) => {
                decision.notes.extend_from_slice(machine.notes());
                return Judged {
                    called: true,
                    finding: finding(*decision),
                };
            }
        }
    }
}
