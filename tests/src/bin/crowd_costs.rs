//! What a stranger on the same core costs code of several kinds: `cargo run --release -p perf-tests --features monitoring --bin
//! crowd_costs -- 60` watches for so many seconds, and prints how many times as long as alone each kind took, by how much
//! longer the wide reference took beside it.
//!
//! Strangers cannot be ordered: on a machine of one's own the second hardware thread of the core has to be kept busy meanwhile,
//! on a shared host others do that. Where nobody comes there is nothing to print.

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use perf_runtime::probe::cpu;
use perf_runtime::probe::reference::{float, spin, wide};
use perf_tests::four_sums;

/// One kind of code, about 20 µs of it.
struct Kind {
    name: &'static str,
    run: Box<dyn FnMut()>,
}

/// The kinds whose times tell how crowded the core is come first.
const SPIN: usize = 0;
const WIDE: usize = 1;
const FLOAT: usize = 2;

/// Crowds in whose neighbourhood times are put together, as parts of the wide reference's time alone.
const CROWDS: [f64; 4] = [0.0, 0.4, 0.7, 1.05];
/// … so far around them.
const AROUND: f64 = 0.08;
/// From here on the floating-point units are a stranger's, whatever the crowd.
const FLOAT_TAKEN: f64 = 1.4;
/// Times of so many turns are smoothed: an interrupt lengthens one.
const SMOOTHED: usize = 5;

fn main() {
    let seconds = env::args().nth(1).map_or(Ok(20), |text| text.parse());
    let Ok(seconds) = seconds else {
        eprintln!("error: the number of seconds to watch is a whole number, for instance 60");
        std::process::exit(2);
    };
    let mut kinds = kinds();
    let turns = watch(&mut kinds, Duration::from_secs(seconds));
    print(&kinds, &turns);
}

fn kinds() -> Vec<Kind> {
    let words: Vec<u64> = (0..1_024)
        .map(|i: u64| i.wrapping_mul(2_654_435_761))
        .collect();
    let bytes: Vec<u8> = (0..8_192_u32).map(|i| (i * 37) as u8).collect();
    let floats: Vec<f64> = (0..1_250).map(f64::from).collect();
    let unsorted: Vec<u64> = words.iter().map(|word| xorshift(word + 1)).collect();
    let (summed, four) = (words.clone(), words);
    let (hashed, counted, copied) = (bytes.clone(), bytes.clone(), bytes);
    let mut copy = vec![0; copied.len()];
    vec![
        kind("the spin", || spin::work(8_000)),
        kind("the wide reference", || wide::work(3_000)),
        kind("the float reference", || float::work(2_500)),
        kind("a hash of bytes, each step of the one before", move || {
            let step =
                |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
            black_box(black_box(&hashed).iter().fold(0, step));
        }),
        kind("a sum of squares of floats", move || {
            for _ in 0..20 {
                black_box(black_box(&floats).iter().map(|v| v * v).sum::<f64>());
            }
        }),
        kind("a sum of integers, vectorised", move || {
            for _ in 0..100 {
                black_box(
                    black_box(&summed)
                        .iter()
                        .copied()
                        .fold(0, u64::wrapping_add),
                );
            }
        }),
        kind("counting bytes, vectorised", move || {
            for _ in 0..20 {
                black_box(
                    black_box(&counted)
                        .iter()
                        .filter(|byte| **byte > 64)
                        .count(),
                );
            }
        }),
        kind("copying 8 KB", move || {
            for _ in 0..200 {
                copy.copy_from_slice(black_box(&copied));
                black_box(&mut copy);
            }
        }),
        kind("sorting", move || {
            let mut copy = black_box(&unsorted).clone();
            copy.sort_unstable();
            black_box(copy);
        }),
        kind("four generators of random numbers side by side", || {
            let mut four = black_box([1, 2, 3, 4]);
            for _ in 0..5_000 {
                four = four.map(xorshift);
            }
            black_box(four);
        }),
        kind("four sums of integers side by side", move || {
            for _ in 0..100 {
                black_box(four_sums(black_box(&four)));
            }
        }),
    ]
}

fn kind(name: &'static str, run: impl FnMut() + 'static) -> Kind {
    Kind {
        name,
        run: Box::new(run),
    }
}

fn xorshift(mut state: u64) -> u64 {
    state ^= state << 13;
    state ^= state >> 7;
    state ^ state << 17
}

/// CPU time of each kind in turns, each as a multiple of its own time alone.
fn watch(kinds: &mut [Kind], duration: Duration) -> Vec<Vec<f64>> {
    let start = Instant::now();
    let mut turns: Vec<Vec<f64>> = Vec::new();
    while start.elapsed() < duration {
        let times = kinds.iter_mut().map(|kind| {
            let before = cpu::thread_ns().expect("a clock of thread CPU time");
            (kind.run)();
            let after = cpu::thread_ns().expect("a clock of thread CPU time");
            after.saturating_sub(before).max(1) as f64
        });
        turns.push(times.collect());
    }
    // The processor's own clock goes for the spin as for all others.
    for turn in &mut turns {
        let spin = turn[SPIN];
        turn.iter_mut().for_each(|time| *time /= spin);
    }
    let smoothed: Vec<Vec<f64>> = turns
        .windows(SMOOTHED)
        .map(|near| {
            (0..kinds.len())
                .map(|kind| median(near.iter().map(|turn| turn[kind])))
                .collect()
        })
        .collect();
    let alone: Vec<f64> = (0..kinds.len())
        .map(|kind| quantile(smoothed.iter().map(|turn| turn[kind]), 0.05))
        .collect();
    let in_times_alone = |turn: Vec<f64>| {
        turn.iter()
            .zip(&alone)
            .map(|(time, alone)| time / alone)
            .collect()
    };
    smoothed.into_iter().map(in_times_alone).collect()
}

fn print(kinds: &[Kind], turns: &[Vec<f64>]) {
    let taken = |turn: &&Vec<f64>| turn[FLOAT] >= FLOAT_TAKEN;
    let mut columns: Vec<(String, Vec<&Vec<f64>>)> = CROWDS
        .iter()
        .map(|crowd| {
            let near = |turn: &&Vec<f64>| (turn[WIDE] - 1.0 - crowd).abs() < AROUND && !taken(turn);
            (format!("{crowd}"), turns.iter().filter(near).collect())
        })
        .collect();
    columns.push((
        "float units taken".to_owned(),
        turns.iter().filter(taken).collect(),
    ));
    columns.retain(|(_, turns)| !turns.is_empty());
    let row = |first: &str, cells: Vec<String>| println!("| {first} | {} |", cells.join(" | "));
    row(
        "crowd",
        columns.iter().map(|(name, _)| name.clone()).collect(),
    );
    row("---", columns.iter().map(|_| "---:".to_owned()).collect());
    row(
        "moments",
        columns
            .iter()
            .map(|(_, turns)| turns.len().to_string())
            .collect(),
    );
    for (index, kind) in kinds.iter().enumerate() {
        let middle = |turns: &[&Vec<f64>]| median(turns.iter().map(|turn| turn[index]));
        row(
            kind.name,
            columns
                .iter()
                .map(|(_, turns)| format!("{:.2}", middle(turns)))
                .collect(),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted
        .get((sorted.len() as f64 * part) as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
