//! What one call costs at its best: the smallest time over batches, and the instructions it retires.
//!
//! A limit is not needed: this is for growth, where the costs of several sizes are compared, and for counts of
//! instructions. Noise only ever slows, so the smallest time repeats where medians do not.

use std::time::Instant;

use super::reading::{Probes, Reading};
use super::tally::{Subject, Tally};
use crate::probe::counters::Counters;
use crate::stats::order;

/// How long one cost is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostSettings {
    /// Judged time that the batches may use, in nanoseconds.
    pub box_ns: f64,
    /// Wall time may exceed the box by this factor when neighbours hold the processors.
    pub wall_factor: f64,
    /// A batch runs this long at least, in nanoseconds.
    pub batch_ns: f64,
    /// Batches that are made even of slow functions.
    pub least_batches: u64,
}

impl Default for CostSettings {
    fn default() -> Self {
        Self {
            box_ns: 10e6,
            wall_factor: 4.0,
            batch_ns: 100e3,
            least_batches: 2,
        }
    }
}

/// What one call of a subject costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Calls in all batches.
    pub calls: u64,
    /// Batches that could be read.
    pub batches: u64,
    /// Smallest `max(CPU, wall − run-queue wait)` of a call, in nanoseconds.
    pub time_ns: f64,
    /// Smallest CPU time of a call, in nanoseconds; the judged time where there is no clock of CPU time.
    pub cpu_ns: f64,
    /// User instructions of a typical call (median of batches), or why they are not counted.
    pub instructions: Result<f64, String>,
    /// The largest part of a batch's wall time that was the subject's; below 1 the instructions hold other work as well.
    pub share: f64,
}

/// Run-queue wait up to this part of a batch is a wake-up, not a neighbour.
const UNDISTURBED_WAIT: f64 = 0.002;
/// From this part of a batch on the subject is the batch, whatever was preempted in it.
const SUBJECT_IS_THE_BATCH: f64 = 0.9;
/// CPU time of a call that sleeps all the time may be nothing, in nanoseconds, which would have no logarithm.
const FINEST_NS: f64 = 1.0;
/// Calls of a batch, at most: a block that the optimiser emptied would never fill the time of one.
const MOST_CALLS: u64 = 1 << 22;

/// Measures what a call of the subject costs; `None` when the batches never reached it. `batch(k)` exercises it `k`
/// times.
pub fn cost(
    batch: &mut dyn FnMut(u64),
    mut subject: Subject<'_>,
    settings: &CostSettings,
) -> Option<Cost> {
    let mut probes = Probes::open();
    // Reading the counters retires instructions of its own.
    let empty = probes
        .over(|| ())
        .counts
        .map_or(0, |counts| counts.instructions);
    let mut seen = Seen::default();
    let mut calls = 1;
    let (mut spent_ns, start) = (0.0, Instant::now());
    loop {
        skip(&mut subject);
        let reading = probes.over(|| batch(calls));
        let of_batch = tally(&mut subject, calls, &reading);
        let fills = reading.wall_ns >= settings.batch_ns || calls >= MOST_CALLS;
        // Batches that are still growing warm the subject up; a first slow call is all the warm-up it gets.
        if fills {
            seen.add(&reading, of_batch, empty);
        } else {
            calls *= 2;
        }
        spent_ns += reading.judged_ns();
        let wall_ns = start.elapsed().as_nanos() as f64;
        let up = spent_ns >= settings.box_ns || wall_ns >= settings.box_ns * settings.wall_factor;
        if up && seen.batches >= settings.least_batches {
            break;
        }
        if seen.unreached >= settings.least_batches {
            return None;
        }
    }
    Some(seen.finish())
}

/// Leaves out what was counted between batches.
fn skip(subject: &mut Subject<'_>) {
    if let Subject::Site(read) = subject {
        read();
    }
}

fn tally(subject: &mut Subject<'_>, calls: u64, reading: &Reading) -> Tally {
    match subject {
        Subject::Site(read) => read(),
        Subject::Block => Tally {
            calls,
            wall_ns: reading.wall_ns,
            judged_ns: reading.judged_ns(),
            on_other_threads: false,
        },
    }
}

/// What the batches have shown so far.
#[derive(Default)]
struct Seen {
    calls: u64,
    batches: u64,
    /// Batches without a call of the subject.
    unreached: u64,
    /// Judged and CPU time of a call in undisturbed batches.
    clean: Vec<(f64, f64)>,
    /// The same in all others: it is not clear what in them was preempted.
    disturbed: Vec<(f64, f64)>,
    /// Instructions of a call.
    instructions: Vec<f64>,
    /// Whether calls ran on other threads, whose instructions nobody counted.
    on_other_threads: bool,
    share: f64,
}

impl Seen {
    fn add(&mut self, reading: &Reading, tally: Tally, empty: u64) {
        if tally.calls == 0 || reading.wall_ns <= 0.0 {
            self.unreached += 1;
            return;
        }
        let calls = tally.calls as f64;
        let share = (tally.wall_ns / reading.wall_ns).min(1.0);
        let judged = reading.judged_ns();
        let cpu = reading.cpu_ns.unwrap_or(judged);
        let times = (judged * share / calls, cpu * share / calls);
        let waited = reading.wait_ns.unwrap_or(0.0) > judged * UNDISTURBED_WAIT;
        if waited && share < SUBJECT_IS_THE_BATCH {
            self.disturbed.push(times);
        } else {
            self.clean.push(times);
        }
        if let Some(counts) = reading.counts {
            let counted = counts.instructions.saturating_sub(empty);
            self.instructions.push(counted as f64 / calls);
        }
        self.on_other_threads |= tally.on_other_threads;
        self.calls += tally.calls;
        self.batches += 1;
        self.share = self.share.max(share);
    }

    fn finish(mut self) -> Cost {
        let (time_ns, cpu_ns) = if self.clean.is_empty() {
            // A share of a preempted batch can be too small as well as too large: the middle one stands.
            let middle = |part: fn(&(f64, f64)) -> f64| {
                let mut values: Vec<f64> = self.disturbed.iter().map(part).collect();
                values.sort_by(f64::total_cmp);
                order::median(&values).unwrap_or(0.0)
            };
            (middle(|times| times.0), middle(|times| times.1))
        } else {
            let least = |part: fn(&(f64, f64)) -> f64| {
                self.clean.iter().map(part).fold(f64::INFINITY, f64::min)
            };
            (least(|times| times.0), least(|times| times.1))
        };
        self.instructions.sort_by(f64::total_cmp);
        let counted = order::median(&self.instructions).filter(|_| !self.on_other_threads);
        let instructions = counted.ok_or_else(|| {
            if self.on_other_threads {
                return "calls run on other threads than the workload's own, whose instructions alone are counted"
                    .to_owned();
            }
            // Opening again costs less than keeping a reason that is wanted once.
            Counters::open().err().map_or_else(
                || "the processor's counters could not be read".to_owned(),
                |unavailable| unavailable.to_string(),
            )
        });
        Cost {
            calls: self.calls,
            batches: self.batches,
            time_ns,
            cpu_ns: cpu_ns.max(FINEST_NS),
            instructions,
            share: self.share,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;
    use crate::probe::counters::Counts;
    use crate::probe::reference::spin;

    fn block(rounds: u64) -> Cost {
        let mut batch = |calls: u64| {
            for _ in 0..calls {
                spin::work(black_box(rounds));
            }
        };
        let settings = CostSettings {
            box_ns: 2e6,
            ..CostSettings::default()
        };
        cost(&mut batch, Subject::Block, &settings).unwrap()
    }

    #[test]
    fn more_work_costs_more() {
        let (once, tenfold) = (block(2_000), block(20_000));
        assert!(tenfold.cpu_ns > 2.0 * once.cpu_ns, "{once:?} {tenfold:?}");
        assert!(once.calls >= once.batches && once.share == 1.0, "{once:?}");
    }

    #[test]
    fn instructions_are_counted_or_the_reason_is_said() {
        match (Counters::open(), block(5_000).instructions) {
            (Ok(_), Ok(count)) => assert!(count > 5_000.0, "{count}"),
            (Err(reason), Err(said)) => assert_eq!(said, reason.to_string()),
            (open, counted) => panic!("{:?} against {counted:?}", open.is_ok()),
        }
    }

    #[test]
    fn a_subject_that_is_never_reached_has_no_cost() {
        let mut tally = Tally::default;
        let settings = CostSettings {
            batch_ns: 1e3,
            ..CostSettings::default()
        };
        let mut batch = |calls| spin::work(calls * 100);
        assert_eq!(cost(&mut batch, Subject::Site(&mut tally), &settings), None);
    }

    fn reading(wall_ns: f64, wait_ns: f64, instructions: u64) -> Reading {
        Reading {
            wall_ns,
            cpu_ns: Some(wall_ns - wait_ns),
            wait_ns: Some(wait_ns),
            counts: Some(Counts {
                instructions,
                cycles: 1,
            }),
            ..Reading::default()
        }
    }

    fn tally(wall_ns: f64) -> Tally {
        Tally {
            calls: 10,
            wall_ns,
            judged_ns: wall_ns,
            on_other_threads: false,
        }
    }

    #[test]
    fn only_the_subjects_share_of_a_batch_counts() {
        let mut seen = Seen::default();
        seen.add(&reading(4_000.0, 0.0, 5_100), tally(1_000.0), 100);
        let cost = seen.finish();
        assert_eq!((cost.time_ns, cost.share), (100.0, 0.25));
        assert_eq!(cost.instructions, Ok(500.0));
    }

    #[test]
    fn instructions_of_other_threads_are_not_counted_and_that_is_said() {
        let mut seen = Seen::default();
        let of_others = Tally {
            on_other_threads: true,
            ..tally(3_900.0)
        };
        seen.add(&reading(4_000.0, 0.0, 5_100), tally(4_000.0), 100);
        seen.add(&reading(4_000.0, 0.0, 5_100), of_others, 100);
        let reason = seen.finish().instructions.unwrap_err();
        assert!(reason.contains("other threads"), "{reason}");
    }

    #[test]
    fn a_disturbed_batch_counts_only_where_the_subject_is_all_of_it_or_nothing_else_is_known() {
        let mut seen = Seen::default();
        seen.add(&reading(4_000.0, 2_000.0, 100), tally(1_000.0), 100);
        seen.add(&reading(4_000.0, 0.0, 100), tally(3_000.0), 100);
        assert_eq!(seen.finish().time_ns, 300.0);
        let mut seen = Seen::default();
        seen.add(&reading(4_000.0, 2_000.0, 100), tally(4_000.0), 100);
        assert_eq!(seen.finish().time_ns, 200.0);
        let mut seen = Seen::default();
        for share in [1_000.0, 2_000.0, 3_000.0] {
            seen.add(&reading(4_000.0, 2_000.0, 100), tally(share), 100);
        }
        assert_eq!(seen.finish().time_ns, 100.0);
    }
}
