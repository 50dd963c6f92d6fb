//! Code that is healthy, and code that is slow by instructions, by latency, by sleep and by a lock.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::super::judge::{Looks, Next};
use super::super::look::Look;
use super::super::machine::Machine;
use super::super::measure::{Settings, block};
use super::{Expected, Trial};
use crate::budget::Outcome;
use crate::probe::reference::{chase::Chase, spin};

/// A limit that everything keeps.
const ANY_NS: f64 = 1e12;
/// Measurements of which the fastest is what the code needs: whatever else the machine does slows it.
const MEASUREMENTS: usize = 5;
/// Healthy functions have so much of their limit left.
const HEALTHY: f64 = 0.9;
/// The same for code that waits for memory: what it needs depends on who shares the caches, on other machines' behalf as
/// well, by up to a half.
const HEALTHY_IN_MEMORY: f64 = 0.5;
/// Rounds of the spin that take about 1 µs, 50 µs and 5 ms at 4 GHz.
const ROUNDS: [(u64, &str); 3] = [
    (650, "healthy, 1 µs"),
    (32_500, "healthy, 50 µs"),
    (3_250_000, "healthy, 5 ms"),
];
/// Rounds of the function that is made slower.
const SLOWED_ROUNDS: u64 = 6_500;

pub(super) fn trials() -> Vec<Trial> {
    let mut judge = Judge {
        machine: Machine::meet(),
    };
    let mut trials = Vec::new();
    for (rounds, name) in ROUNDS {
        let call = || spin::work(rounds);
        let limit_ns = judge.needs(call) / HEALTHY;
        trials.push(judge.trial(name, Expected::Green, limit_ns, call));
    }
    let mut memory = Chase::new();
    let mut walk = || memory.moment_ns_per_hop();
    let limit_ns = judge.needs(&mut walk) / HEALTHY_IN_MEMORY;
    trials.push(judge.trial("healthy, memory-bound", Expected::Green, limit_ns, walk));
    trials.extend(slower(&mut judge));
    trials
}

fn slower(judge: &mut Judge) -> Vec<Trial> {
    let over = Expected::Verdict(Outcome::Over);
    let limit_ns = judge.needs(|| spin::work(SLOWED_ROUNDS));
    let by_instructions = [
        (5, "5 % slower by instructions"),
        (10, "10 % slower by instructions"),
        (20, "20 % slower by instructions"),
        (50, "50 % slower by instructions"),
        (200, "200 % slower by instructions"),
    ];
    let mut trials: Vec<Trial> = by_instructions
        .into_iter()
        .map(|(percent, name)| {
            let rounds = SLOWED_ROUNDS * (100 + percent) / 100;
            judge.trial(name, over, limit_ns, || spin::work(rounds))
        })
        .collect();
    let (near, far) = (Hops::through(64), Hops::through(2_048));
    let near_ns = judge.needs(|| near.walk());
    trials.push(judge.trial(
        "slower by memory latency at equal instructions",
        over,
        near_ns,
        || far.walk(),
    ));
    let sleeps = || {
        spin::work(SLOWED_ROUNDS);
        thread::sleep(Duration::from_millis(1));
    };
    trials.push(judge.trial("slower by sleep", over, limit_ns * 2.0, sleeps));
    trials.push(waits_for_a_lock(judge, limit_ns * 2.0));
    trials
}

/// Another thread holds a lock for most of the time.
fn waits_for_a_lock(judge: &mut Judge, limit_ns: f64) -> Trial {
    let (lock, done) = (Mutex::new(()), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let held = lock.lock();
                thread::sleep(Duration::from_millis(1));
                drop(held);
                thread::sleep(Duration::from_micros(50));
            }
        });
        let waits = || {
            let held = lock.lock();
            spin::work(SLOWED_ROUNDS);
            drop(held);
            // The holder has its turn.
            thread::sleep(Duration::from_micros(100));
        };
        let expected = Expected::Verdict(Outcome::Over);
        let trial = judge.trial("slower by lock wait", expected, limit_ns, waits);
        done.store(true, Ordering::Relaxed);
        trial
    })
}

/// Judges blocks in this process as workloads are judged in fresh ones.
struct Judge {
    machine: Machine,
}

impl Judge {
    /// What the code needs at the usual speed, in nanoseconds.
    fn needs<R>(&mut self, mut call: impl FnMut() -> R) -> f64 {
        let looks = (0..MEASUREMENTS).map(|_| self.look(ANY_NS, &mut call));
        let values = looks.filter_map(|look| Some(look.measurement.estimate?.value));
        values.fold(f64::INFINITY, f64::min)
    }

    fn trial<R>(
        &mut self,
        fault: &'static str,
        expected: Expected,
        limit_ns: f64,
        mut call: impl FnMut() -> R,
    ) -> Trial {
        let (outcome, reason) = self.judge(limit_ns, &mut call);
        Trial {
            fault,
            expected,
            found: outcome,
            reason,
        }
    }

    fn judge<R>(&mut self, limit_ns: f64, call: &mut impl FnMut() -> R) -> (Outcome, String) {
        let first = self.look(limit_ns, call);
        let mut looks = Looks::new(first, limit_ns, self.machine.hop_ns());
        loop {
            match looks.next() {
                Next::LookAgain => looks.add(self.look(limit_ns, call)),
                Next::Decided(decision) => return (decision.outcome, decision.reason),
            }
        }
    }

    fn look<R>(&mut self, limit_ns: f64, call: &mut impl FnMut() -> R) -> Look {
        let remembered = self.machine.remembered();
        let measurement = block(&mut *call, limit_ns, &Settings::default(), remembered);
        let look = Look { measurement };
        self.machine.learn(&look);
        look
    }
}

/// A cycle through some cache lines with dependent arithmetic at each: the instructions are the same for every cycle, the
/// time of a load is not.
struct Hops(Vec<usize>);

impl Hops {
    fn through(lines: usize) -> Self {
        const WORDS_OF_A_LINE: usize = 8;
        let mut next = vec![0; lines * WORDS_OF_A_LINE];
        for line in 0..lines {
            // A congruential sequence of full period (a − 1 divisible by 4, c odd): no stride for a prefetcher to find.
            next[line * WORDS_OF_A_LINE] = (line * 5 + 3) % lines * WORDS_OF_A_LINE;
        }
        Self(next)
    }

    fn walk(&self) -> u64 {
        const HOPS: usize = 4_000;
        let (mut at, mut sum) = (0, 0_u64);
        for _ in 0..HOPS {
            at = black_box(&self.0)[at];
            sum = sum.rotate_left(7) ^ at as u64;
        }
        sum
    }
}
