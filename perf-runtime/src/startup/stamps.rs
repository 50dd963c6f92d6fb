//! When this process was loaded, called something measured for the first time, and was ready.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::record::{StartupRecord, TimedPhase};
use crate::probe::{heap, run_queue};

/// Names the file that a measured process tells its times in.
pub(crate) const FILE_VARIABLE: &str = "PERF_BUDGET_STARTUP";

/// Phases that are told of; a program with more than these has them in a loop.
const MOST_PHASES: usize = 256;

static MEASURED: AtomicBool = AtomicBool::new(false);
static FILE: OnceLock<PathBuf> = OnceLock::new();
static LOADED_NS: AtomicU64 = AtomicU64::new(0);
static LOADED_WAIT_NS: AtomicU64 = AtomicU64::new(0);
/// 0 while nothing measured was called.
static ENTERED_NS: AtomicU64 = AtomicU64::new(0);
static PHASES: Mutex<Vec<TimedPhase>> = Mutex::new(Vec::new());

/// Whether this process was started to have its start-up measured.
#[inline]
pub(crate) fn is_measured() -> bool {
    MEASURED.load(Ordering::Relaxed)
}

/// The clock that all processes of a machine share, in nanoseconds.
pub(crate) fn monotonic_ns() -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call fills in a `timespec`, which `now` is.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    u64::try_from(now.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap_or(0)
}

/// The loader runs constructors: called by the first of ours.
pub(crate) fn note_loaded() {
    if let Some(file) = std::env::var_os(FILE_VARIABLE).filter(|file| !file.is_empty()) {
        LOADED_NS.store(monotonic_ns(), Ordering::Relaxed);
        LOADED_WAIT_NS.store(waited_ns(), Ordering::Relaxed);
        // Not for programs that this one starts.
        // SAFETY: constructors run before there are other threads; whoever measures starts programs, not plugins.
        unsafe { std::env::remove_var(FILE_VARIABLE) };
        if FILE.set(file.into()).is_ok() {
            MEASURED.store(true, Ordering::Relaxed);
        }
    }
}

/// Something measured is called for the first time on some thread: as near to the beginning of `main` as anybody knows who
/// is called from there.
pub(crate) fn note_first_call() {
    if is_measured() && ENTERED_NS.load(Ordering::Relaxed) == 0 {
        ENTERED_NS.store(monotonic_ns(), Ordering::Relaxed);
    }
}

/// Where a phase began, in nanoseconds: the clock, and how long its thread had waited for a processor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PhaseStart {
    clock_ns: u64,
    wait_ns: u64,
}

/// A phase begins before the program is ready, where that is measured.
pub(crate) fn begin_phase() -> Option<PhaseStart> {
    is_measured().then(|| PhaseStart {
        clock_ns: monotonic_ns(),
        wait_ns: waited_ns(),
    })
}

/// It has ended, on the same thread.
pub(crate) fn end_phase(name: &str, start: PhaseStart) {
    let phase = TimedPhase {
        wall_ns: monotonic_ns().saturating_sub(start.clock_ns),
        wait_ns: waited_ns().saturating_sub(start.wait_ns),
        name: heap::uncounted(|| name.to_owned()),
    };
    heap::uncounted(|| {
        let mut phases = PHASES.lock().unwrap_or_else(PoisonError::into_inner);
        if phases.len() < MOST_PHASES {
            phases.push(phase);
        }
    });
}

/// How long this thread has waited for a processor; 0 where nobody tells.
fn waited_ns() -> u64 {
    run_queue::thread_wait_ns().unwrap_or(0)
}

/// The program is ready: where it was started to be measured, it tells its times and ends.
pub(crate) fn complete() {
    let Some(file) = FILE.get() else {
        return;
    };
    let ready_ns = monotonic_ns();
    let entered_ns = match ENTERED_NS.load(Ordering::Relaxed) {
        0 => ready_ns,
        entered_ns => entered_ns,
    };
    let record = StartupRecord {
        loaded_ns: LOADED_NS.load(Ordering::Relaxed),
        entered_ns,
        ready_ns,
        wait_ns: waited_ns(),
        loaded_wait_ns: LOADED_WAIT_NS.load(Ordering::Relaxed),
        phases: std::mem::take(&mut PHASES.lock().unwrap_or_else(PoisonError::into_inner)),
    };
    let told = std::fs::write(file, record.to_string());
    // SAFETY: ends the process: all that it was started for is told.
    unsafe { libc::_exit(i32::from(told.is_err())) }
}
