//! How much memory a call goes through at most: what bounds the time that slow memory can have added to it.

use crate::probe::reference::{chase::Chase, footprint::Footprint};

/// How long the code runs before its footprint is looked at, in nanoseconds. The longer, the closer the bound; a
/// neighbour that uses the core meanwhile spoils it, which is less likely in a shorter time.
const WINDOWS_NS: [f64; 10] = [30e6, 30e6, 10e6, 10e6, 3e6, 3e6, 1e6, 1e6, 1e6, 1e6];

/// The cache lines that a call fetches at most from beyond the core's own caches; `None` when there is no telling.
/// `run(calls)` runs that many calls of `call_ns` and says how many of the subject there were among them.
pub(super) fn lines_per_call(call_ns: f64, mut run: impl FnMut(u64) -> u64) -> Option<f64> {
    let mut footprint = Footprint::calibrated(&mut Chase::new()).ok()??;
    WINDOWS_NS.into_iter().find_map(|window_ns| {
        let calls = (window_ns / call_ns).ceil().max(1.0) as u64;
        let mut reached = 0;
        let lines = footprint.lines_of(|| reached = run(calls)).ok()??;
        (reached > 0).then(|| lines / reached as f64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_never_reaches_the_subject_has_no_bound() {
        assert_eq!(lines_per_call(1e6, |_| 0), None);
    }
}
