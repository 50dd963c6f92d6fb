//! Nothing is lost, leaked or hung in processes that make it hard: threads by the thousand, snapshots among them, forks.
#![cfg(feature = "monitoring")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::snapshot;
use private::{Identity, Kind, SiteInfo};

/// What the attribute expands to, by hand: the macro crate has tests of its own.
macro_rules! site {
    ($name:literal) => {
        private::site!(SiteInfo::new(
            Kind::Function,
            $name,
            line!(),
            1,
            private::place!(),
            &[],
            Identity::new($name, "", &[], 10.0, 50.0)
        ))
    };
}

/// All calls of a site, whichever threads made them.
fn calls(name: &str) -> u64 {
    let snapshot = snapshot();
    let sites = snapshot.sites.iter();
    sites
        .filter(|site| site.site.path() == name)
        .flat_map(|site| &site.contexts)
        .map(|context| context.calls)
        .sum()
}

/// Keeps the other tests of this file waiting: they share the process's memory and its threads.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` on this many threads in all, a few at a time, and returns when the last has ended.
fn on_threads(count: usize, work: fn()) {
    const AT_ONCE: usize = 4;
    for _ in 0..count / AT_ONCE {
        let threads = [(); AT_ONCE].map(|()| thread::spawn(work));
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
    }
}

/// Resident memory of this process, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1024
}

#[cfg(target_os = "linux")]
#[test]
fn threads_by_the_thousand_lose_no_call_and_leave_no_memory() {
    /// More than the buffer of a slot holds: each thread has a histogram too.
    const CALLS: u64 = 100;
    /// Enough for the allocator to have made what it makes for threads.
    const BEFORE: usize = 400;
    const THREADS: usize = 8000;
    /// A slot and its histogram are well over 1 KB, the registration of a thread alone a few words.
    const MOST_PER_THREAD: u64 = 256;
    fn work() {
        for _ in 0..CALLS {
            let _guard = private::enter_time(site!("on many threads"));
        }
    }
    let _alone = alone();
    on_threads(BEFORE, work);
    let before = resident();
    on_threads(THREADS, work);
    let after = resident();
    assert_eq!(calls("on many threads"), (BEFORE + THREADS) as u64 * CALLS);
    let grown = after.saturating_sub(before);
    assert!(
        grown < THREADS as u64 * MOST_PER_THREAD,
        "{before} bytes resident before, {after} after {THREADS} threads"
    );
}

#[test]
fn a_snapshot_among_threads_that_come_and_go_misses_none_that_went() {
    const CALLS: u64 = 1000;
    const THREADS: usize = 400;
    static MADE: AtomicU64 = AtomicU64::new(0);
    static OVER: AtomicBool = AtomicBool::new(false);
    fn work() {
        for _ in 0..CALLS {
            let _guard = private::enter_time(site!("coming and going"));
        }
        MADE.fetch_add(CALLS, Ordering::Release);
    }
    let _alone = alone();
    let coming = thread::spawn(|| {
        on_threads(THREADS, work);
        OVER.store(true, Ordering::Release);
    });
    let mut snapshots = 0;
    while !OVER.load(Ordering::Acquire) {
        let made = MADE.load(Ordering::Acquire);
        let seen = calls("coming and going");
        assert!(seen >= made, "{seen} of at least {made}");
        assert!(seen <= THREADS as u64 * CALLS, "{seen}");
        snapshots += 1;
    }
    coming.join().unwrap();
    assert!(snapshots > 0);
    assert_eq!(calls("coming and going"), THREADS as u64 * CALLS);
}

#[cfg(unix)]
mod forked {
    use std::io::{PipeReader, Read, pipe};
    use std::os::fd::AsRawFd;

    use super::*;

    /// A child that still runs after this many seconds hangs; the alarm ends it, and the test sees how it ended.
    const PATIENCE_S: u32 = 120;

    #[perf_runtime::perf_budget(max_calls = 1_000_000_000)]
    fn counted(number: u32) -> u32 {
        number + 1
    }

    /// Forks; the child does `work` and exits through the exit handlers, with 0 when `work` was successful. Returns its
    /// status as `waitpid` gives it, and where all that it wrote can be read.
    fn fork(work: impl FnOnce() -> bool) -> (libc::c_int, PipeReader) {
        let (reader, writer) = pipe().unwrap();
        // SAFETY: the child is this thread alone. What it calls takes only locks that are safe over a fork: those of
        // the recorder, which this file tests, and those of the C library's allocator.
        let child = unsafe { libc::fork() };
        assert!(child >= 0, "{}", std::io::Error::last_os_error());
        if child == 0 {
            // SAFETY: plain system calls on descriptors that are open, and the end of the process.
            unsafe {
                libc::alarm(PATIENCE_S);
                libc::dup2(writer.as_raw_fd(), libc::STDOUT_FILENO);
                libc::dup2(writer.as_raw_fd(), libc::STDERR_FILENO);
                libc::exit(i32::from(!work()));
            }
        }
        drop(writer);
        let mut status = 0;
        // SAFETY: waits for the child made above; the status is this function's own.
        let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
        assert_eq!(waited, child);
        (status, reader)
    }

    #[test]
    fn a_child_of_a_busy_process_records_snapshots_and_ends_silently() {
        fn work() {
            let _guard = private::enter_time(site!("before the fork"));
        }
        fn late() {
            let _guard = private::enter_time(site!("first in the child"));
        }
        static OVER: AtomicBool = AtomicBool::new(false);
        let _alone = alone();
        // Threads that keep the recorder's locks busy: they begin, end and take snapshots.
        let busy = || {
            while !OVER.load(Ordering::Relaxed) {
                on_threads(4, work);
                drop(snapshot());
            }
        };
        let others = [(); 2].map(|()| thread::spawn(busy));
        for _ in 0..50 {
            let (status, mut output) = fork(|| {
                late();
                work();
                calls("first in the child") == 1
            });
            let mut said = String::new();
            output.read_to_string(&mut said).unwrap();
            assert_eq!((status, said.as_str()), (0, ""));
        }
        OVER.store(true, Ordering::Relaxed);
        others.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(calls("first in the child"), 0);
    }

    #[test]
    fn a_child_works_on_for_a_run_that_other_threads_worked_for() {
        static OVER: AtomicBool = AtomicBool::new(false);
        let _alone = alone();
        perf_runtime::workflow("forked amid its parts", || {
            let handle = perf_runtime::workflow_handle();
            thread::scope(|scope| {
                // Threads that keep the run's own figures busy: its calls are counted where parts of it begin and end.
                let busy = || {
                    while !OVER.load(Ordering::Relaxed) {
                        handle.run(|| counted(1));
                    }
                };
                for _ in 0..2 {
                    scope.spawn(busy);
                }
                let in_child = || {
                    counted(1);
                    perf_runtime::workflow("in the child", || counted(1)) == 2
                };
                let failed = (0..100)
                    .map(|_| fork(in_child).0)
                    .find(|status| *status != 0);
                // First of all: a panic in here waits for the threads.
                OVER.store(true, Ordering::Relaxed);
                assert_eq!(failed, None);
            });
        });
    }
}
