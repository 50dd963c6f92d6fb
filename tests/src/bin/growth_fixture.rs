//! A workload harness with limits on growth and instructions, for the tests that start it with a filter.

use std::hint::black_box;
use std::pin::Pin;
use std::process::ExitCode;

use perf_runtime::{Workload, perf_budget, perf_workload};

/// Compares all pairs, as it may.
#[perf_budget(max_growth = "n^2", size = values.len())]
pub fn pairs(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Compares all pairs, and should not.
#[perf_budget(max_growth = "log n", size = values.len())]
pub fn hidden_pairs(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// A future that compares all pairs, and should not.
#[perf_budget(max_growth = "log n", size = values.len())]
pub async fn pairs_later(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Returns a future that compares all pairs, and should not; the size is that of the call, whatever becomes of it.
#[perf_budget(max_growth = "log n", size = values.len())]
pub fn pairs_boxed(values: Vec<u64>) -> Pin<Box<dyn Future<Output = u64>>> {
    Box::pin(async move { all_pairs(&values) })
}

/// Methods share a limit, and a size that each of them has.
pub struct Values(Vec<u64>);

#[perf_budget(max_growth = "log n", size = self.0.len())]
impl Values {
    /// Compares all pairs, and should not.
    pub fn compare(&self) -> u64 {
        all_pairs(&self.0)
    }
}

/// Twice the size is called `n` here than the workload says.
#[perf_budget(max_growth = "n^2", size = 2 * values.len())]
pub fn doubled(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Sorts itself by parts: only its outermost calls have a size that counts.
#[perf_budget(max_growth = "n log n", size = values.len())]
pub fn merge_sort(values: &mut Vec<u64>) {
    if values.len() < 2 {
        return;
    }
    let mut right = values.split_off(values.len() / 2);
    merge_sort(values);
    merge_sort(&mut right);
    values.append(&mut right);
    values.sort();
}

/// Takes a step for each halving, and so short that a plain reading of it overlaps with what it does.
#[perf_budget(max_growth = "log n", size = length)]
pub fn halvings(length: u64) -> u64 {
    let mut left = length;
    let mut sum = length;
    while left > 1 {
        left /= 2;
        sum = (sum ^ left).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    sum
}

/// Its workload has two sizes.
#[perf_budget(max_growth = "n", size = values.len())]
pub fn two_sizes(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Its workload has no sizes.
#[perf_budget(max_growth = "n", size = values.len())]
pub fn no_sizes(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Its workload mixes sizes in one block.
#[perf_budget(max_growth = "n", size = values.len())]
pub fn mixed_sizes(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Its workload gives each size a block of its own.
#[perf_budget(max_growth = "log n", size = values.len())]
pub fn sizes_in_blocks(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// No workload calls it.
#[perf_budget(max_growth = "n", size = values.len())]
pub fn forgotten(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Retires thousands of instructions.
#[perf_budget(max_instructions = 100)]
pub fn many_instructions(values: &[u64]) -> u64 {
    all_pairs(values)
}

/// Retires fewer instructions than it may.
#[perf_budget(max_instructions = 100_000_000)]
pub fn few_instructions(values: &[u64]) -> u64 {
    all_pairs(values)
}

fn all_pairs(values: &[u64]) -> u64 {
    let mut sum: u64 = 0;
    for (i, a) in values.iter().enumerate() {
        for b in &values[i + 1..] {
            sum = black_box(sum.rotate_left(1) ^ (a & b));
        }
    }
    sum
}

fn values(length: usize) -> Vec<u64> {
    (0..length as u64).map(|i| i.wrapping_mul(31)).collect()
}

#[perf_workload(sizes = [64, 128, 256, 512, 1024],
    covers(pairs, hidden_pairs, pairs_later, pairs_boxed, Values::compare, doubled, merge_sort, halvings))]
fn doubling(w: &mut Workload) {
    let values = values(w.size());
    w.run(|| pairs(&values));
    w.run(|| hidden_pairs(&values));
    w.run_async(|| pairs_later(&values));
    w.run_async(|| pairs_boxed(values.clone()));
    let shared = Values(values.clone());
    w.run(|| shared.compare());
    w.run(|| doubled(&values));
    w.run_with(|| values.clone(), |mut values| merge_sort(&mut values));
    w.run(|| halvings(black_box(values.len() as u64)));
}

#[perf_workload(sizes = [64, 128], covers(two_sizes))]
fn two(w: &mut Workload) {
    let values = values(w.size());
    w.run(|| two_sizes(&values));
}

#[perf_workload(covers(no_sizes, mixed_sizes, many_instructions, few_instructions))]
fn one(w: &mut Workload) {
    let values = values(100);
    w.run(|| no_sizes(&values));
    w.run(|| mixed_sizes(&values) + mixed_sizes(&values[..10]));
    w.run(|| many_instructions(&values));
    w.run(|| few_instructions(&values));
}

#[perf_workload(covers(sizes_in_blocks))]
fn blocks(w: &mut Workload) {
    for length in [64, 128, 256, 512, 1024] {
        let values = values(length);
        w.run(|| sizes_in_blocks(&values));
    }
}

/// Work that no limit speaks of, on several threads.
#[perf_workload(sizes = [200_000], threads = [1, 2])]
fn crowd(w: &mut Workload) {
    let threads = w.threads() as u64;
    let values = values(w.size());
    w.run(|| {
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let part = values.chunks(values.len() / threads as usize);
                let part = part.skip(thread as usize).step_by(threads as usize);
                scope.spawn(move || {
                    part.flatten()
                        .fold(0, |sum: u64, n| sum.wrapping_mul(31) ^ n)
                });
            }
        });
    });
}

fn main() -> ExitCode {
    perf_runtime::testing::main()
}
