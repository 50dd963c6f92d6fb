//! Interleaved measuring: every subject runs in every round, so that what disturbs one disturbs all, and only ratios
//! within a round count.
//!
//! A program on the core's other hardware thread, another machine's on a shared host, slows code that keeps the core busy
//! and leaves a bare pair of readings alone, which only waits: ratios then tell of the neighbour. So rounds in which the
//! core was shared are set aside.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

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

/// Thread CPU time per call of each subject, in nanoseconds, in the rounds that had the core to themselves.
pub(crate) struct Rounds(Vec<Vec<f64>>);

/// Above its best by this factor the wide loop shares the core: alone it varies by less than a hundredth.
pub(crate) const SHARED: f64 = 1.02;
/// The reading that stands for the best: the lowest may be a glitch of the clock.
const BEST_PART: usize = 20;
/// A neighbour may stay for so long, many times over.
const PAUSE: Duration = Duration::from_secs(1);
const ATTEMPTS: usize = 12;
/// With less than one round in so many alone, all rounds count.
const ENOUGH_PART: usize = 20;

/// Short enough for most batches to pass without losing the processor.
const CALLS_PER_BATCH: u64 = 2000;

/// Measurements of this process, and those of them whose core was shared to the end.
static MEASUREMENTS: AtomicUsize = AtomicUsize::new(0);
static ALL_SHARED: AtomicUsize = AtomicUsize::new(0);

/// Runs all subjects in turn, `rounds` times, each round beginning with another one; again after a while where the core was
/// shared all the time.
pub(crate) fn interleave(rounds: usize, subjects: &[Subject<'_>]) -> Rounds {
    MEASUREMENTS.fetch_add(1, Ordering::Relaxed);
    for _ in 1..ATTEMPTS {
        if let (alone, true) = attempt(rounds, subjects) {
            return alone;
        }
        thread::sleep(PAUSE);
    }
    let (last, alone) = attempt(rounds, subjects);
    if !alone {
        ALL_SHARED.fetch_add(1, Ordering::Relaxed);
    }
    last
}

/// Whether the measurements of this process had their core to themselves, as a sentence.
pub(crate) fn company() -> String {
    let all = MEASUREMENTS.load(Ordering::Relaxed);
    match ALL_SHARED.load(Ordering::Relaxed) {
        0 => format!(
            "Core: each of {all} measurements had it to itself for a while, which is what counts."
        ),
        shared => format!(
            "Core: shared with somebody else during the whole of {shared} of {all} measurements, whose ratios tell of the neighbour too."
        ),
    }
}

fn attempt(rounds: usize, subjects: &[Subject<'_>]) -> (Rounds, bool) {
    let mut costs = vec![Vec::with_capacity(rounds); subjects.len()];
    for subject in subjects {
        subject(CALLS_PER_BATCH);
    }
    let mut widths = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let mut crowded = Crowded::before();
        for step in 0..subjects.len() {
            let turn = (round + step) % subjects.len();
            costs[turn].push(cost_ns(subjects[turn]));
        }
        crowded.after();
        widths.push(crowded.0);
    }
    let mut sorted = widths.clone();
    sorted.sort_by(f64::total_cmp);
    let best = best_width(sorted[rounds / BEST_PART]);
    let alone = |round: usize| widths[round] <= best * SHARED;
    let enough = (0..rounds).filter(|round| alone(*round)).count() >= rounds / ENOUGH_PART;
    if enough {
        for subject in &mut costs {
            let mut round = 0..rounds;
            subject.retain(|_| round.next().is_some_and(alone));
        }
    }
    (Rounds(costs), enough)
}

/// The best that was seen in this process so far: a neighbour may stay for seconds.
pub(crate) fn best_width(seen: f64) -> f64 {
    static BEST: Mutex<f64> = Mutex::new(f64::INFINITY);
    let mut best = BEST.lock().expect("nothing panics while it is held");
    *best = best.min(seen);
    *best
}

/// CPU time of a call, over a batch, in nanoseconds.
fn cost_ns(subject: Subject<'_>) -> f64 {
    let start = thread_cpu_ns();
    subject(CALLS_PER_BATCH);
    (thread_cpu_ns() - start) / CALLS_PER_BATCH as f64
}

/// How much slower than a loop that waits for itself a loop ran that keeps the whole core busy, before and after a round:
/// the worse of the two. The ratio leaves the core's clock out.
struct Crowded(f64);

impl Crowded {
    fn before() -> Self {
        Self(Self::now())
    }

    fn after(&mut self) {
        self.0 = self.0.max(Self::now());
    }

    fn now() -> f64 {
        cost_ns(&wide) / cost_ns(&narrow)
    }
}

/// Every step waits for the one before.
#[inline(never)]
fn narrow(rounds: u64) {
    let mut x = rounds;
    for _ in 0..rounds {
        x = black_box(x.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }
}

/// Eight chains side by side, through memory: all that a core can do at once.
#[inline(never)]
fn wide(rounds: u64) {
    let mut chains = [1_u64, 2, 3, 4, 5, 6, 7, 8];
    for round in 0..rounds {
        for chain in &mut chains {
            *chain = black_box(chain.rotate_left(7) ^ round);
        }
    }
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
