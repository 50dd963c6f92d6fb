//! Samples of code that nobody annotated: the busiest function is found, and stands in the flame graph below its caller.
#![cfg(all(feature = "sampling", unix))]

use std::hint::black_box;
use std::time::{Duration, Instant};

use perf_runtime::profile::{self, ProfileError};
use perf_runtime::record::snapshot;
use perf_runtime::{monitored_workflow, perf_budget, sink};

/// A machine that gives no CPU time for so long has other troubles.
const PATIENCE: Duration = Duration::from_secs(60);

/// The function that takes the time; what is inlined in it stands below.
const BUSY: &str = "::somebody_elses_work";

#[inline(never)]
fn somebody_elses_work() {
    for number in 0..2_000_000_u64 {
        black_box(number.wrapping_mul(31));
    }
}

#[inline(never)]
#[perf_budget(max_s = 600)]
fn calls_it(enough: impl Fn() -> bool) {
    while !enough() {
        somebody_elses_work();
    }
}

#[monitored_workflow(name = "sampled", max_s = 600)]
fn analyse() {
    let begun = Instant::now();
    // Three hundred samples and more, on a quiet machine.
    calls_it(|| begun.elapsed() > Duration::from_millis(1500) || begun.elapsed() > PATIENCE);
}

#[test]
fn unannotated_code_is_found_below_its_annotated_caller() {
    let sampler = match profile::start(199) {
        Ok(sampler) => sampler,
        // Then the message has to say what is needed; nothing else can be shown here.
        Err(refused) => {
            assert!(refused.to_string().contains("SIGPROF"), "{refused}");
            return;
        }
    };
    assert_eq!(profile::start(199).unwrap_err(), ProfileError::Running);
    analyse();
    let profile = sampler.stop().unwrap();
    assert!(profile.samples() > 10, "{profile:?}");
    let busy = |frames: &[String]| frames.iter().any(|frame| frame.ends_with(BUSY));
    let busy = profile.stacks.iter().filter(|stack| busy(&stack.frames));
    let found: u64 = busy.map(|stack| stack.samples).sum();
    assert!(found > profile.samples() / 2, "{:?}", profile.hottest());
    let folded = sink::folded::write_with(&snapshot().tree, &profile);
    let found = |line: &str| {
        let below = line.strip_prefix("sampled;sampling::calls_it;");
        below.is_some_and(|below| below.contains(BUSY))
    };
    assert!(folded.lines().any(found), "{folded}");
}
