//! Measures a block of code against a limit: in batches, beside a reference, only for as long as the answer is open.
//!
//! The noise of a shared machine lives between runs and in wall time: its core speed drifts, neighbours take the
//! processor. So the judged time is `max(CPU, wall − run-queue wait)`, each batch stands between two timings of known
//! work, and the median's interval by order statistics ends the measurement as soon as it excludes the limit.

mod beside;
mod cost;
mod crowd;
mod fetched;
mod measurement;
mod reading;
mod ruler;
mod run;
mod sample;
mod series;
mod settings;
mod speed;
mod sums;
mod tally;
mod time_box;

#[cfg(all(test, target_os = "linux"))]
mod tests;

pub use beside::Beside;
pub use cost::{Cost, CostSettings, cost};
pub use measurement::{Measurement, Standing};

pub use settings::Settings;
pub(super) use speed::Beat;
pub use speed::Speed;
pub use tally::{Subject, Tally};

use crate::probe::machine::Remembered;

/// Measures `block` itself against a limit in nanoseconds per call. See [`subject`].
pub fn block<R>(
    mut block: impl FnMut() -> R,
    limit_ns: f64,
    settings: &Settings,
    remembered: Remembered,
) -> Measurement {
    let mut batch = |calls: u64| {
        for _ in 0..calls {
            std::hint::black_box(block());
        }
    };
    subject(&mut batch, Subject::Block, limit_ns, settings, remembered)
}

/// Measures a subject against a limit in nanoseconds per call. `batch(k)` exercises it `k` times.
///
/// Takes the time box of `settings` at most, except that slow functions get more until they have the samples an
/// interval needs. `remembered` is what the references usually take on this machine; without
/// that of the spin the interval is widened by how far the machine's speed moved.
pub fn subject(
    batch: &mut dyn FnMut(u64),
    subject: Subject<'_>,
    limit_ns: f64,
    settings: &Settings,
    remembered: Remembered,
) -> Measurement {
    run::Task {
        batch,
        subject,
        limit_ns,
        settings,
        remembered,
        unmeasured_first: false,
    }
    .measure()
}
