//! What others ask for timing a function, each as its documentation sets it up: shown beside our figures, without a target.
//!
//! Each runs in processes of its own. Allocations of theirs go through this program's counting allocator, which adds about a
//! nanosecond to each.

mod autometrics;
mod fastrace;
mod hotpath;
mod metrics;
mod puffin;
mod tracing;

use std::any::Any;
use std::thread;
use std::time::Duration;

use crate::child::{self, Child, resident};
use crate::measure::{interleave, median, on_each};
use crate::row::Row;
use crate::subject::{self, chain};

/// A library that times functions.
struct Peer {
    /// Name, version and what is measured of it.
    name: &'static str,
    /// Sets the library up as a program's `main` would; what it returns is dropped when `main` would end.
    open: fn() -> Box<dyn Any>,
    /// Runs so many calls of the instrumented function, in whatever must stand around them.
    calls: fn(u64),
}

const PEERS: [Peer; 6] = [
    hotpath::PEER,
    puffin::PEER,
    fastrace::PEER,
    metrics::PEER,
    tracing::PEER,
    autometrics::PEER,
];

/// What a child of this program does with a peer.
const ACTS: [&str; 4] = ["cost", "life", "few", "many"];

const ROUNDS: usize = 300;
const ROUNDS_ON_THREADS: usize = 100;

/// Calls before any that are measured, and a rest in every round: what a library does in the background keeps up, as it
/// would in a program that has other work too. What it takes when it does not is in the figures of whole processes.
const WARM_UP: u64 = 200_000;
const REST: Duration = Duration::from_millis(2);

/// Processes of each kind, in turn.
const LIVES: usize = 3;

const LIFE_CALLS: u64 = 2_000_000;
const FEW_CALLS: u64 = 10_000;
const MANY_CALLS: u64 = 10_000_000;

const MB: f64 = 1024.0 * 1024.0;

/// Runs as a child: `peer <number> <act>`.
pub(crate) fn run(mut words: impl Iterator<Item = String>) {
    let number: usize = words
        .next()
        .and_then(|word| word.parse().ok())
        .expect("a peer's number");
    let peer = &PEERS[number];
    let open = (peer.open)();
    match words.next().as_deref() {
        Some("cost") => cost(peer),
        Some("life") => (peer.calls)(LIFE_CALLS),
        Some("few") => resident_after(peer, FEW_CALLS),
        Some("many") => resident_after(peer, MANY_CALLS),
        other => panic!("a peer cannot {other:?}, only {ACTS:?}"),
    }
    drop(open);
}

fn resident_after(peer: &Peer, calls: u64) {
    (peer.calls)(calls);
    println!("resident {}", resident());
}

/// Cost of a call over a bare one, in nanoseconds and in bare pairs, on each of several threads at once.
fn on_threads(peer: &Peer, threads: usize, rounds: usize) -> Vec<(f64, f64)> {
    on_each(threads, || {
        let rounds = interleave(
            rounds,
            &[
                &|calls| chain(calls, subject::bare),
                &|calls| chain(calls, subject::pair),
                &|calls| (peer.calls)(calls),
                &|_| thread::sleep(REST),
            ],
        );
        (
            rounds.median(|costs| costs[2] - costs[0]),
            rounds.median(|costs| (costs[2] - costs[0]) / (costs[1] - costs[0])),
        )
    })
}

fn cost(peer: &Peer) {
    (peer.calls)(WARM_UP);
    thread::sleep(50 * REST);
    println!("of_pair {}", on_threads(peer, 1, ROUNDS)[0].1);
    let one = on_threads(peer, 1, ROUNDS_ON_THREADS)[0].0;
    let two = on_threads(peer, 2, ROUNDS_ON_THREADS);
    let two = two.iter().map(|costs| costs.0).sum::<f64>() / two.len() as f64;
    println!("threads {}", two / one);
}

fn start(number: usize, act: &str) -> Child {
    child::start(&format!("peer {number} {act}"), &[])
}

/// Four rows for each peer.
pub(crate) fn rows() -> Vec<Row> {
    (0..PEERS.len()).flat_map(rows_of).collect()
}

fn rows_of(number: usize) -> Vec<Row> {
    let mut figures: [Vec<f64>; 4] = Default::default();
    for _ in 0..LIVES {
        let cost = start(number, "cost").figures;
        let life = start(number, "life").cpu_ns / LIFE_CALLS as f64;
        let [bare, pair] = ["bare", "pair"].map(|name| child::start(name, &[]).cpu_ns);
        let [bare, pair] = [bare, pair].map(|ns| ns / child::LIFE_CALLS as f64);
        let [few, many] = ["few", "many"].map(|act| start(number, act).figures["resident"]);
        let turn = [
            cost["of_pair"],
            cost["threads"],
            (life - bare) / (pair - bare),
            (many - few) / MB,
        ];
        for (all, figure) in figures.iter_mut().zip(turn) {
            all.push(figure);
        }
    }
    let name = PEERS[number].name;
    let shown = [
        ("a call", "of a pair"),
        ("two threads against one", "× one thread"),
        (
            "the whole process, per call, start and exit included",
            "of a pair",
        ),
        (
            "resident memory after 10 million calls, over that after 10 thousand",
            "MB",
        ),
    ];
    let rows = shown.into_iter().zip(figures);
    rows.map(|((what, unit), figures)| {
        Row::shown(&format!("{name}: {what}"), median(figures), unit)
    })
    .collect()
}
