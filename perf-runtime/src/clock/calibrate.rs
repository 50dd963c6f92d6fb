//! What a tick is worth: two readings of tick and monotonic clock, far enough apart.

use std::time::{Duration, Instant};

use once_cell::race::OnceBox;

use super::{now, source};

/// The first pair of readings of this process.
struct Anchor {
    ticks: u64,
    instant: Instant,
}

static ANCHOR: OnceBox<Anchor> = OnceBox::new();

/// A reading of both clocks is exact to about 60 ns: over this span, to 3 in 100 000.
const EXACT_SPAN: Duration = Duration::from_millis(2);

/// Enough for thresholds that need no exactness (0.3 %), short enough for the first call of a function.
const ROUGH_SPAN: Duration = Duration::from_micros(20);

/// Takes the first pair of readings; later calls change nothing.
pub(super) fn anchor() {
    ANCHOR.get_or_init(|| {
        source::choose();
        Box::new(Anchor {
            ticks: now(),
            instant: Instant::now(),
        })
    });
}

/// Nanoseconds since the process first asked.
pub(super) fn monotonic_ns() -> u64 {
    static START: OnceBox<Instant> = OnceBox::new();
    let elapsed = START.get_or_init(|| Box::new(Instant::now())).elapsed();
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

/// The name of the clock in use: `tsc` or `monotonic`.
#[must_use]
pub fn name() -> &'static str {
    anchor();
    source::name()
}

/// The length of a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    ns_per_tick: f64,
}

impl Scale {
    /// Exact to 3 in 100 000. Spins for up to 2 ms when the process is younger than that.
    #[must_use]
    pub fn exact() -> Self {
        Self::over(EXACT_SPAN)
    }

    /// Exact to 0.3 %. Spins for up to 20 µs when the process is younger than that.
    #[must_use]
    pub fn rough() -> Self {
        Self::over(ROUGH_SPAN)
    }

    fn over(span: Duration) -> Self {
        anchor();
        let anchor = ANCHOR.get().expect("set by the line above");
        loop {
            let elapsed = anchor.instant.elapsed();
            let ticks = now().saturating_sub(anchor.ticks);
            if elapsed >= span && ticks > 0 {
                let ns_per_tick = elapsed.as_secs_f64() * 1e9 / ticks as f64;
                return Self { ns_per_tick };
            }
            std::hint::spin_loop();
        }
    }

    /// Ticks as nanoseconds.
    #[must_use]
    pub fn ns(self, ticks: f64) -> f64 {
        ticks * self.ns_per_tick
    }

    /// Nanoseconds as ticks, saturating.
    #[must_use]
    pub fn ticks(self, ns: f64) -> u64 {
        (ns / self.ns_per_tick) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_agrees_with_the_monotonic_clock() {
        let scale = Scale::exact();
        let (start, wall) = (now(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        // The order of readings brackets the monotonic span by the tick span from outside.
        let (monotonic, ticks) = (wall.elapsed(), now() - start);
        let ratio = scale.ns(ticks as f64) / (monotonic.as_secs_f64() * 1e9);
        assert!(ratio > 0.999, "ticks run at {ratio} of the monotonic clock");
    }

    #[test]
    fn a_scale_converts_both_ways() {
        let scale = Scale { ns_per_tick: 0.5 };
        assert_eq!(scale.ns(10.0), 5.0);
        assert_eq!(scale.ticks(5.0), 10);
        assert_eq!(scale.ticks(f64::INFINITY), u64::MAX);
    }
}
