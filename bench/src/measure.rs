//! Interleaved measuring: every subject runs in every round, so that what disturbs one disturbs all, and only ratios
//! within a round count.

use std::sync::Barrier;
use std::thread;

/// Runs a number of calls of what is measured.
pub(crate) type Subject<'a> = &'a dyn Fn(u64);

/// CPU time of the calling thread, in nanoseconds.
pub(crate) fn thread_cpu_ns() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid, writable timespec for the whole call.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(status, 0, "thread CPU time must be readable here");
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Thread CPU time per call of each subject, round by round, in nanoseconds.
pub(crate) struct Rounds(Vec<Vec<f64>>);

/// Short enough for most batches to pass without losing the processor.
const CALLS_PER_BATCH: u64 = 2000;

/// Runs all subjects in turn, `rounds` times, each round beginning with another one.
pub(crate) fn interleave(rounds: usize, subjects: &[Subject<'_>]) -> Rounds {
    let mut costs = vec![Vec::with_capacity(rounds); subjects.len()];
    for subject in subjects {
        subject(CALLS_PER_BATCH);
    }
    for round in 0..rounds {
        for step in 0..subjects.len() {
            let turn = (round + step) % subjects.len();
            let start = thread_cpu_ns();
            subjects[turn](CALLS_PER_BATCH);
            let cost = thread_cpu_ns() - start;
            costs[turn].push(cost / CALLS_PER_BATCH as f64);
        }
    }
    Rounds(costs)
}

impl Rounds {
    /// Median over the rounds of `of(costs of the round by subject)`.
    pub(crate) fn median(&self, of: impl Fn(&[f64]) -> f64) -> f64 {
        let rounds = self.0[0].len();
        let figures = (0..rounds).map(|round| {
            let costs: Vec<f64> = self.0.iter().map(|subject| subject[round]).collect();
            of(&costs)
        });
        median(figures.collect())
    }
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// What some work finds on each of several threads that begin it together.
pub(crate) fn on_each<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(threads);
    let together = || {
        barrier.wait();
        work()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(together)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread that measures"))
            .collect()
    })
}
