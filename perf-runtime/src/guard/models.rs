//! Models of how samples are published and merged: loom runs them through every order that the memory model allows.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --release -p perf-runtime --features monitoring --lib guard::models
//! ```

use std::sync::atomic::{AtomicUsize, Ordering};

use loom::sync::{Arc, Mutex};
use loom::thread;

use super::counts::{Counts, Reading};
use super::raw::Zeroed;
use super::samples::Samples;
use super::sync::AtomicU64;

/// Powers of two: their sum tells which of them were read. More than a buffer holds, so that samples move.
const TICKS: [u32; 3] = [1, 2, 4];

/// Count and sum of the first samples.
const PREFIXES: [(u64, f64); 4] = [(0, 0.0), (1, 1.0), (2, 3.0), (3, 7.0)];

/// One thread's samples, and the number of their pages.
struct Published {
    samples: Samples,
    pages: AtomicU64,
}

// SAFETY: made of atomics; the pointers among them are followed only while the model keeps the samples.
unsafe impl Send for Published {}
// SAFETY: as above.
unsafe impl Sync for Published {}

impl Published {
    fn empty() -> Self {
        Self {
            samples: Samples::empty(),
            pages: AtomicU64::new(0),
        }
    }

    fn append(&self, ticks: u32) {
        // Whether the next call is to be read exactly does not concern the samples.
        if self.samples.append(ticks) {
            let _ = self.samples.pause(&self.pages);
        }
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        // SAFETY: nobody else has them any more.
        unsafe { self.samples.free_parts() };
    }
}

fn figures(counts: &Counts) -> (u64, f64) {
    (counts.count(), counts.sum())
}

/// Runs the model through every order with at most three preemptions: most faults need one or two. A model of which
/// loom finds one order only shows nothing, and fails.
fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 100_000;
    let orders = std::sync::Arc::new(AtomicUsize::new(0));
    let seen = std::sync::Arc::clone(&orders);
    builder.check(move || {
        seen.fetch_add(1, Ordering::Relaxed);
        model();
    });
    let orders = orders.load(Ordering::Relaxed);
    assert!(orders > 1, "{orders} order");
}

#[test]
fn an_undisturbed_reading_sees_every_sample_so_far_exactly_once() {
    check(|| {
        let published = Arc::new(Published::empty());
        // The reader is the thread that is spawned: loom starts from the order in which it comes last, and looks for
        // earlier places of its loads among the stores that it knows.
        let reader = thread::spawn({
            let published = Arc::clone(&published);
            move || {
                let mut reading = Reading::default();
                if published.samples.read_undisturbed(&mut reading) {
                    let mut counts = Counts::default();
                    counts.take(&mut reading);
                    assert!(PREFIXES.contains(&figures(&counts)));
                }
            }
        });
        TICKS.into_iter().for_each(|ticks| published.append(ticks));
        reader.join().unwrap();
        let mut counts = Counts::default();
        published
            .samples
            .add_to(&mut counts, &mut Reading::default());
        assert_eq!(figures(&counts), PREFIXES[TICKS.len()]);
    });
}

#[test]
fn a_reader_sees_a_thread_that_ends_among_the_living_or_the_dead_and_never_in_both() {
    check(|| {
        // As the list of threads keeps them: the living and what the dead have left, under one lock.
        let threads = Arc::new(Mutex::new((
            Some(Arc::new(Published::empty())),
            Counts::default(),
        )));
        let owner = thread::spawn({
            let threads = Arc::clone(&threads);
            move || {
                let mine = threads.lock().unwrap().0.clone().unwrap();
                TICKS.into_iter().for_each(|ticks| mine.append(ticks));
                let mut threads = threads.lock().unwrap();
                mine.samples.add_to(&mut threads.1, &mut Reading::default());
                threads.0 = None;
            }
        });
        {
            let threads = threads.lock().unwrap();
            let mut counts = threads.1.clone();
            let mut undisturbed = true;
            if let Some(living) = &threads.0 {
                let mut reading = Reading::default();
                undisturbed = living.samples.read_undisturbed(&mut reading);
                counts.take(&mut reading);
            }
            assert!(!undisturbed || PREFIXES.contains(&figures(&counts)));
        }
        owner.join().unwrap();
        assert_eq!(figures(&threads.lock().unwrap().1), PREFIXES[TICKS.len()]);
    });
}
