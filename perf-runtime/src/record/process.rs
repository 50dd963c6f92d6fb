//! Figures of the whole process while a workflow is open: resident set and CPU time, read through `sysinfo`.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use super::snapshot::ProcessSnapshot;
use crate::guard::local;
use crate::site::{Metric, Site};

/// Figures by site index.
static FIGURES: Mutex<Option<HashMap<usize, Figures>>> = Mutex::new(None);

/// The figures, locked.
pub(super) type Guard = MutexGuard<'static, Option<HashMap<usize, Figures>>>;

pub(super) fn locked() -> Guard {
    FIGURES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
pub(super) struct Figures {
    sums: ProcessSnapshot,
    unreadable: u64,
}

pub(super) use sampler::{SamplerGuard, forget_sampler, lock_sampler};

/// One reading of the process.
#[derive(Debug, Clone, Copy)]
struct Reading {
    resident: u64,
    cpu_ms: u64,
}

fn read() -> Option<Reading> {
    let pid = Pid::from_u32(std::process::id());
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        false,
        ProcessRefreshKind::nothing().with_memory().with_cpu(),
    );
    let process = system.process(pid)?;
    Some(Reading {
        resident: process.memory(),
        cpu_ms: process.accumulated_cpu_time(),
    })
}

/// The process at the start of a workflow's run; counts the run when it is dropped.
pub(crate) struct ProcessMark {
    site: &'static Site,
    start: Option<Reading>,
    sampler: Option<sampler::Open>,
}

impl ProcessMark {
    /// Reads the process. Takes some 50 µs: to be called outside measured time.
    pub(crate) fn open(site: &'static Site) -> Option<Self> {
        local::is_recording().then(|| {
            local::inside(|| Self {
                site,
                start: read(),
                sampler: asks_for_resident(site).then(sampler::open),
            })
        })
    }
}

impl Drop for ProcessMark {
    fn drop(&mut self) {
        local::inside(|| {
            let end = read();
            let sampled = self.sampler.take().map_or(0, sampler::Open::peak);
            let mut figures = locked();
            let figures = figures
                .get_or_insert_default()
                .entry(self.site.index())
                .or_default();
            match (self.start, end) {
                (Some(start), Some(end)) => figures.sums.count(start, end, sampled),
                _ => figures.unreadable += 1,
            }
        });
    }
}

impl ProcessSnapshot {
    fn count(&mut self, start: Reading, end: Reading, sampled: u64) {
        self.runs += 1;
        self.resident_start = self.resident_start.max(start.resident);
        self.resident_end = self.resident_end.max(end.resident);
        let seen = start.resident.max(end.resident).max(sampled);
        self.resident_peak = self.resident_peak.max(seen);
        self.cpu_ms += end.cpu_ms.saturating_sub(start.cpu_ms);
    }
}

fn asks_for_resident(site: &Site) -> bool {
    let limits = site.info().limits;
    limits
        .iter()
        .any(|limit| limit.metric == Metric::ResidentBytes)
}

fn with_figures<R>(site: &Site, read: impl FnOnce(&Figures) -> R) -> Option<R> {
    let figures = locked();
    figures.as_ref()?.get(&site.index()).map(read)
}

/// The figures of a workflow's runs so far; `None` when no run was measured.
pub(super) fn of(site: &Site) -> Option<ProcessSnapshot> {
    with_figures(site, |figures| figures.sums).filter(|sums| sums.runs > 0)
}

/// The resident set, where a limit asks for it and some run could not read it.
pub(super) fn unavailable(site: &Site) -> Option<(Metric, String)> {
    let unreadable = with_figures(site, |figures| figures.unreadable)?;
    (unreadable > 0 && asks_for_resident(site)).then(|| {
        let reason = format!("the process's resident set could not be read in {unreadable} runs");
        (Metric::ResidentBytes, reason)
    })
}

/// The one background thread: reads the resident set while a workflow with a limit on it is open.
mod sampler {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
    use std::time::Duration;

    use crate::guard::local;

    /// Often enough to see an array of a hundred megabytes, rare enough to cost under a percent of one core.
    const PERIOD: Duration = Duration::from_millis(10);

    /// Whom the sampler works for.
    pub(in crate::record) struct Watch {
        /// The largest resident set, in bytes, that each open run has seen: a run's begins with the run.
        peaks: Vec<Weak<AtomicU64>>,
        /// Whether there is a sampler. Told and asked under one lock with the list, so that none ends which a run counts on,
        /// and none stays for nobody.
        is_running: bool,
    }

    impl Watch {
        const NONE: Self = Self {
            peaks: Vec::new(),
            is_running: false,
        };
    }

    static WATCH: Mutex<Watch> = Mutex::new(Watch::NONE);

    /// Whom the sampler works for, locked.
    pub(in crate::record) type SamplerGuard = MutexGuard<'static, Watch>;

    pub(in crate::record) fn lock_sampler() -> SamplerGuard {
        WATCH.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sampler is another process's, and so are the runs: the next workflow starts one.
    pub(in crate::record) fn forget_sampler(watch: &mut SamplerGuard) {
        **watch = Watch::NONE;
    }

    /// Keeps the sampler running.
    pub(super) struct Open(Arc<AtomicU64>);

    impl Open {
        /// The largest resident set seen since this was opened, in bytes.
        pub(super) fn peak(self) -> u64 {
            self.0.load(Ordering::Relaxed)
        }
    }

    /// Starts the sampler, or joins the one that runs. Without threads, starts and ends of runs are what is seen.
    pub(super) fn open() -> Open {
        let peak = Arc::new(AtomicU64::new(0));
        let mut watch = lock_sampler();
        watch.peaks.retain(|peak| peak.strong_count() > 0);
        watch.peaks.push(Arc::downgrade(&peak));
        if !watch.is_running {
            watch.is_running = std::thread::Builder::new()
                .name("perf-runtime resident set".to_owned())
                .spawn(sample)
                .is_ok();
        }
        Open(peak)
    }

    fn sample() {
        while let Some(peaks) = local::inside(open_runs) {
            if let Some(reading) = super::read() {
                for peak in &peaks {
                    peak.fetch_max(reading.resident, Ordering::Relaxed);
                }
            }
            // The sampler's own references keep no run open.
            drop(peaks);
            std::thread::sleep(PERIOD);
        }
    }

    /// Asked before the process is read: what is read is no run's that begins meanwhile. `None` when no run is open; the
    /// sampler ends.
    fn open_runs() -> Option<Vec<Arc<AtomicU64>>> {
        let mut watch = lock_sampler();
        let peaks: Vec<_> = watch.peaks.iter().filter_map(Weak::upgrade).collect();
        watch.is_running = !peaks.is_empty();
        watch.is_running.then_some(peaks)
    }

    #[cfg(test)]
    mod tests {
        use std::thread;

        use super::*;

        /// Until something holds.
        fn wait_until(holds: impl Fn() -> bool) {
            while !holds() {
                thread::yield_now();
            }
        }

        #[test]
        fn a_run_knows_the_peak_since_its_own_start_and_the_sampler_ends_with_the_last() {
            const BEFORE: u64 = 1 << 60;
            let is_read = |open: &Open| open.0.load(Ordering::Relaxed) > 0;
            let first = open();
            wait_until(|| is_read(&first));
            first.0.fetch_max(BEFORE, Ordering::Relaxed);
            let second = open();
            wait_until(|| is_read(&second));
            assert_eq!(first.peak(), BEFORE);
            assert!(second.peak() < BEFORE);
            wait_until(|| !lock_sampler().is_running);
            // A new one is started for who comes now.
            let third = open();
            wait_until(|| is_read(&third));
        }
    }
}
