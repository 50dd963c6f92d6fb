//! What libc calls when the process ends: judges aside, within a time limit, and says what becomes of exit status 0.

use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{aside, fork};
use crate::process::{elsewhere, exit_code, finish};
use crate::{startup, terminal};

/// Judging takes milliseconds. What takes this long waits for something that will not come, a lock of a thread that is
/// gone or a reader that does not read, and a process that never ends is worse than one that says so.
const PATIENCE: Duration = Duration::from_secs(20);

/// Judges, and returns the status that the process must end with instead of its own, if any.
///
/// `status` is what the program asked for, where the platform tells.
pub(super) fn at_exit(status: Option<c_int>) -> Option<u8> {
    static ONCE: AtomicBool = AtomicBool::new(false);
    let silent = elsewhere::stands_aside() || startup::is_measured();
    if silent || fork::is_forked_child() || ONCE.swap(true, Ordering::Relaxed) {
        return None;
    }
    let code =
        catch_unwind(AssertUnwindSafe(judge_aside)).unwrap_or(Some(exit_code::JUDGING_FAILED));
    // The system sees the low eight bits only.
    let succeeded = status.is_none_or(|status| status & 0xff == 0);
    code.filter(|_| succeeded)
}

fn judge_aside() -> Option<u8> {
    let (ending, standing) = aside::run(PATIENCE, finish::finish);
    match ending {
        aside::Ending::Finished => {}
        aside::Ending::Panicked(message) => {
            terminal::write(&format!("perf-budget: judging failed: {message}"))
        }
        aside::Ending::TimedOut => terminal::write(&format!(
            "perf-budget: judging did not end within {} s: a lock or a reader that it waits for does not come",
            PATIENCE.as_secs()
        )),
        aside::Ending::NoThread(error) => {
            terminal::write(&format!(
                "perf-budget: judging needs a thread of its own, and there is none: {error}"
            ));
        }
    }
    standing
}
