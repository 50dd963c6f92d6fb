//! How much memory a call goes through at most: what bounds the time that slow memory can have added to it.

use std::iter::repeat_n;
use std::thread;
use std::time::Duration;

use crate::probe::reference::{chase::Chase, footprint::Footprint};

/// How long the code runs before its footprint is looked at, in nanoseconds, and how often. The longer, the closer the
/// bound; a neighbour that uses the same caches meanwhile spoils it, which is less likely in a shorter time.
const WINDOWS: [(f64, usize); 3] = [(10e6, 3), (3e6, 4), (1e6, 16)];
/// A thread that slept is hardly preempted at once.
const PAUSE: Duration = Duration::from_millis(1);
/// A line that comes from memory costs about so much where many want it.
const LINE_NS: f64 = 100.0;
/// What adds less than this part to a call is bounded closely enough.
const CLOSE: f64 = 0.005;

/// Calls of a window, at most: a block that the optimiser emptied would never fill the time of one.
const MOST_CALLS: u64 = 1 << 22;

/// The cache lines that a call fetches at most from beyond the core's own caches; `None` when there is no telling.
/// `run(calls)` runs that many calls of `call_ns` and says how many of the subject there were among them.
pub(super) fn lines_per_call(call_ns: f64, mut run: impl FnMut(u64) -> u64) -> Option<f64> {
    let mut footprint = Footprint::calibrated(&mut Chase::new()).ok()?;
    let mut fewest: Option<f64> = None;
    let windows = WINDOWS.into_iter();
    for window_ns in windows.flat_map(|(window_ns, times)| repeat_n(window_ns, times)) {
        let calls = ((window_ns / call_ns).ceil() as u64).clamp(1, MOST_CALLS);
        let mut reached = 0;
        thread::sleep(PAUSE);
        let lines = footprint.lines_of(|| reached = run(calls)).ok()?;
        if reached == 0 {
            return None;
        }
        let per_call = lines.map(|lines| lines / reached as f64);
        fewest = fewest.into_iter().chain(per_call).reduce(f64::min);
        if fewest.is_some_and(|lines| lines * LINE_NS < CLOSE * call_ns) {
            break;
        }
    }
    fewest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_never_reaches_the_subject_has_no_bound() {
        assert_eq!(lines_per_call(1e6, |_| 0), None);
    }
}
