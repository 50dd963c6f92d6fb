//! What the probes say before and after a batch.

use std::time::Instant;

use crate::probe::counters::{Counters, Counts};
use crate::probe::reference::time_ns;
use crate::probe::switches::{self, Switches};
use crate::probe::{Unavailable, cpu, run_queue};

/// The probes of one measurement, bound to the thread that made them.
pub(super) struct Probes {
    counters: Result<Counters, Unavailable>,
    /// What reading the CPU clock twice adds to a difference, in nanoseconds.
    cpu_cost_ns: f64,
}

/// The readings over one batch. What could not be read is absent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    pub(super) wall_ns: f64,
    pub(super) cpu_ns: Option<f64>,
    pub(super) wait_ns: Option<f64>,
    pub(super) switches: Switches,
    pub(super) counts: Option<Counts>,
}

impl Reading {
    /// `max(CPU, wall − run-queue wait)`: sees sleep, locks, input and output, and not preemption.
    pub(super) fn judged_ns(&self) -> f64 {
        match (self.cpu_ns, self.wait_ns) {
            (Some(cpu), Some(wait)) => cpu.max(self.wall_ns - wait),
            // Without the wait, CPU time and wall time cannot be told apart from a neighbour's doing.
            _ => self.wall_ns,
        }
    }

    /// The part of the judged time that runs at the core's speed; the rest is sleep and waiting, which does not.
    pub(super) fn core_share(&self) -> f64 {
        match self.cpu_ns {
            Some(cpu) if self.judged_ns() > 0.0 => (cpu / self.judged_ns()).min(1.0),
            _ => 1.0,
        }
    }
}

impl Probes {
    pub(super) fn open() -> Self {
        Self {
            counters: Counters::open(),
            cpu_cost_ns: cost_of_cpu_clock(),
        }
    }

    /// Runs `batch` between two readings.
    pub(super) fn over(&mut self, batch: impl FnOnce()) -> Reading {
        let switches = switches::of_thread().unwrap_or_default();
        let wait = run_queue::thread_wait_ns();
        let counts = self.count();
        let cpu = cpu::thread_ns();
        let start = Instant::now();
        batch();
        let wall_ns = start.elapsed().as_nanos() as f64;
        let cpu_after = cpu::thread_ns();
        let counts_after = self.count();
        let wait_after = run_queue::thread_wait_ns();
        let switches_after = switches::of_thread().unwrap_or_default();
        let difference = |after: Result<u64, _>, before: Result<u64, Unavailable>| {
            Some(after.ok()?.saturating_sub(before.ok()?) as f64)
        };
        Reading {
            wall_ns,
            cpu_ns: difference(cpu_after, cpu).map(|ns| (ns - self.cpu_cost_ns).max(0.0)),
            wait_ns: difference(wait_after, wait),
            switches: switches_after.since(switches),
            counts: counts_after.and_then(|after| Some(after.since(counts?))),
        }
    }

    fn count(&mut self) -> Option<Counts> {
        self.counters.as_mut().ok()?.read().ok()
    }

    /// Every probe that cannot be read here, with its reason.
    pub(super) fn unavailable(&self) -> Vec<String> {
        let reasons = [
            cpu::thread_ns().err(),
            run_queue::thread_wait_ns().err(),
            switches::of_thread().err(),
            self.counters.as_ref().err().cloned(),
        ];
        reasons
            .into_iter()
            .flatten()
            .map(|reason| reason.to_string())
            .collect()
    }

    /// CPU time of so many rounds of a reference's work, in nanoseconds; wall time where there is no clock of CPU time.
    pub(super) fn time(&self, work: fn(u64), rounds: u64) -> f64 {
        // The clock's code may have left the caches since it was last read; the first reading brings it back.
        let _ = cpu::thread_ns();
        match time_ns(work, rounds) {
            Ok(ns) => (ns as f64 - self.cpu_cost_ns).max(1.0),
            Err(_) => {
                let start = Instant::now();
                work(rounds);
                start.elapsed().as_nanos().max(1) as f64
            }
        }
    }
}

/// The smallest difference of two readings that follow each other.
fn cost_of_cpu_clock() -> f64 {
    const TRIES: u32 = 32;
    (0..TRIES)
        .filter_map(|_| {
            let before = cpu::thread_ns().ok()?;
            Some(cpu::thread_ns().ok()?.saturating_sub(before))
        })
        .min()
        .unwrap_or(0) as f64
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::time::Duration;

    use super::{Probes, Reading};

    #[test]
    fn sleep_counts_as_time_but_not_as_core_time() {
        let reading = Probes::open().over(|| std::thread::sleep(Duration::from_millis(20)));
        let wait = reading.wait_ns.unwrap();
        assert!(reading.judged_ns() >= reading.wall_ns - wait - 1.0);
        assert!(reading.core_share() < 0.5, "{reading:?}");
    }

    #[test]
    fn preemption_is_set_aside() {
        let preempted = Reading {
            wall_ns: 5e6,
            cpu_ns: Some(2e6),
            wait_ns: Some(2.9e6),
            ..Reading::default()
        };
        assert_eq!(preempted.judged_ns(), 5e6 - 2.9e6);
        let without_probe = Reading {
            wait_ns: None,
            ..preempted
        };
        assert_eq!(without_probe.judged_ns(), 5e6);
    }
}
