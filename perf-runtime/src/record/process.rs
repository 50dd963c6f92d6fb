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
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
    use std::time::Duration;

    /// Often enough to see an array of a hundred megabytes, rare enough to cost under a percent of one core.
    const PERIOD: Duration = Duration::from_millis(10);

    pub(in crate::record) struct Shared {
        /// Largest resident set seen, in bytes.
        peak: AtomicU64,
        stop: AtomicBool,
        thread: std::thread::Thread,
    }

    static RUNNING: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

    /// The sampler that runs, locked.
    pub(in crate::record) type SamplerGuard = MutexGuard<'static, Weak<Shared>>;

    pub(in crate::record) fn lock_sampler() -> SamplerGuard {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sampler is another process's: the next workflow starts one.
    pub(in crate::record) fn forget_sampler(running: &mut SamplerGuard) {
        **running = Weak::new();
    }

    /// Keeps the sampler running.
    pub(super) struct Open(Arc<Shared>);

    impl Open {
        /// The largest resident set seen since the sampler started, in bytes.
        pub(super) fn peak(self) -> u64 {
            self.0.peak.load(Ordering::Relaxed)
        }
    }

    impl Drop for Open {
        fn drop(&mut self) {
            // The thread holds the other reference.
            if Arc::strong_count(&self.0) <= 2 {
                self.0.stop.store(true, Ordering::Relaxed);
                self.0.thread.unpark();
            }
        }
    }

    /// Starts the sampler, or joins the one that runs. Without threads, starts and ends of runs are what is seen.
    pub(super) fn open() -> Open {
        let mut running = lock_sampler();
        if let Some(shared) = running.upgrade()
            && !shared.stop.load(Ordering::Relaxed)
        {
            return Open(shared);
        }
        let (send, receive) = std::sync::mpsc::channel::<Arc<Shared>>();
        let spawned = std::thread::Builder::new()
            .name("perf-runtime resident set".to_owned())
            .spawn(move || {
                if let Ok(shared) = receive.recv() {
                    sample(&shared);
                }
            });
        let thread =
            spawned.map_or_else(|_| std::thread::current(), |handle| handle.thread().clone());
        let shared = Arc::new(Shared {
            peak: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            thread,
        });
        // A thread that could not be started does not receive; the starts and ends of runs are still read.
        let _ = send.send(Arc::clone(&shared));
        *running = Arc::downgrade(&shared);
        Open(shared)
    }

    fn sample(shared: &Shared) {
        while !shared.stop.load(Ordering::Relaxed) {
            if let Some(reading) = super::read() {
                shared.peak.fetch_max(reading.resident, Ordering::Relaxed);
            }
            std::thread::park_timeout(PERIOD);
        }
    }
}
