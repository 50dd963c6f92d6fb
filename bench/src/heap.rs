//! What the counting allocator adds to an allocation and its release.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

use crate::measure::{interleave, median, on_each};
use crate::row::Row;

const ROUNDS: usize = 400;
const TURNS: usize = 10;

const LAYOUT: Layout = Layout::new::<[u64; 8]>();

/// Through the program's allocator, which counts.
fn counted(calls: u64) {
    for _ in 0..calls {
        // SAFETY: given back with the layout it was taken with.
        unsafe {
            let pointer = black_box(std::alloc::alloc(LAYOUT));
            std::alloc::dealloc(pointer, LAYOUT);
        }
    }
}

/// Straight from the system's allocator.
fn bare(calls: u64) {
    for _ in 0..calls {
        // SAFETY: given back with the layout it was taken with.
        unsafe {
            let pointer = black_box(System.alloc(LAYOUT));
            System.dealloc(pointer, LAYOUT);
        }
    }
}

/// Cost of a counted pair, and of what counting adds, in nanoseconds, on each of several threads at once.
fn on_threads(count: usize) -> Vec<(f64, f64)> {
    on_each(count, || {
        let rounds = interleave(ROUNDS, &[&bare, &counted]);
        (
            rounds.median(|costs| costs[1]),
            rounds.median(|costs| costs[1] - costs[0]),
        )
    })
}

pub(crate) fn rows() -> Vec<Row> {
    let mut added = Vec::new();
    let mut ratios = Vec::new();
    for _ in 0..TURNS {
        let one = on_threads(1)[0];
        added.push(one.1);
        ratios.extend(on_threads(2).iter().map(|two| two.0 / one.0));
    }
    vec![
        Row::at_most(
            "an allocation and its release, counted, over the bare allocator",
            median(added),
            2.0,
            "ns",
        ),
        Row::at_most(
            "the same, two threads against one",
            median(ratios),
            1.1,
            "× one thread",
        ),
    ]
}
