//! How fast and how quiet the machine is right now, beside the best that was ever seen on it.

use perf_runtime::probe::machine::{Fingerprint, Memory, Remembered, cache_directory};
use perf_runtime::probe::reference::{spin, time_ns};

use super::Finding;

/// A spin of about 0.1 ms: long beside the clock's resolution, short beside a time slice.
const ROUNDS: u64 = 50_000;

/// As many spins as make a median that a single interruption does not move.
const SPINS: usize = 101;

/// The spread of spins of a quiet machine stays below.
const QUIET_PERCENT: f64 = 5.0;

/// Slower than the best by more: another frequency, or a neighbour on the same core.
const SLOWED_PERCENT: f64 = 10.0;

pub(super) fn all() -> Vec<Finding> {
    let spins: Result<Vec<u64>, _> = (0..SPINS).map(|_| time_ns(spin::work, ROUNDS)).collect();
    let Ok(mut spins) = spins else {
        // The probe of CPU time has said why already.
        return Vec::new();
    };
    spins.sort_unstable();
    let at = |share: f64| spins[(share * (SPINS - 1) as f64) as usize] as f64 / ROUNDS as f64;
    let (low, median, high) = (at(0.05), at(0.5), at(0.95));
    vec![noise((high - low) / median * 100.0), speed(median)]
}

fn noise(spread: f64) -> Finding {
    let says =
        format!("the reference spin varies by {spread:.1} % (5th to 95th percentile of {SPINS})");
    if spread > QUIET_PERCENT {
        let remedy = "stop what else runs, or expect more undecided verdicts; figures are never made up from a noisy machine";
        return Finding::limited("noise now", says, remedy);
    }
    Finding::works("noise now", says)
}

fn speed(now: f64) -> Finding {
    let machine = Fingerprint::of_this_machine();
    let loaded = cache_directory().map(|folder| Memory::new(&folder, &machine).load());
    let loaded = loaded.unwrap_or_default();
    if let Some(note) = loaded.note {
        return Finding::limited(
            "speed now",
            note,
            "delete that file: the next workload finds the time again",
        );
    }
    let Remembered {
        spin: Some(best), ..
    } = loaded.remembered
    else {
        let says = format!(
            "{now:.2} ns a round of the reference; nothing is remembered of this machine yet"
        );
        return Finding::works("speed now", says);
    };
    let percent = (now / best.ns - 1.0) * 100.0;
    let says = format!(
        "{now:.2} ns a round of the reference, {percent:+.1} % against the best seen here ({:.2} ns, {} days ago)",
        best.ns,
        best.age_days()
    );
    if percent > SLOWED_PERCENT {
        let remedy = "workloads divide by it; limits on time in ordinary tests do not: let the machine cool down or idle";
        return Finding::limited("speed now", says, remedy);
    }
    Finding::works("speed now", says)
}
