//! What needs a process of its own: this program starts itself.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use crate::measure::{SHARED, best_width, interleave, median};
use crate::peers;
use crate::row::Row;
use crate::scale;
use crate::subject::{self, chain};

/// Calls of a child whose whole life is measured.
pub(crate) const LIFE_CALLS: u64 = 5_000_000;

/// Lives of each kind, in turn.
const LIVES: usize = 9;

const FEW_CALLS: u64 = 10_000;
const MANY_CALLS: u64 = 10_000_000;

/// Rounds in which the cost of a recorder that is switched off is measured.
const OFF_ROUNDS: usize = 101;

/// How much longer these batches are: calls of a nanosecond or two would else be lost in what reading the clock disturbs.
const OFF_LONGER: u64 = 50;

/// Processes with many sites on many threads.
const SCALES: usize = 3;

const MB: f64 = 1024.0 * 1024.0;

/// Runs as the child of this name, with words of its own; prints figures as `name value`, a line each.
pub(crate) fn run(name: &str, words: impl Iterator<Item = String>) {
    match name {
        "peer" => peers::run(words),
        "bare" => chain(LIFE_CALLS, subject::bare),
        "pair" => chain(LIFE_CALLS, subject::pair),
        "timed" => chain(LIFE_CALLS, subject::timed),
        "few" => resident_after(FEW_CALLS),
        "many" => resident_after(MANY_CALLS),
        "off" => off(),
        "scale" => scale::run(),
        other => panic!("no child is called {other}"),
    }
}

/// A child's figures, and its CPU time from start to exit in nanoseconds.
pub(crate) struct Child {
    pub(crate) figures: HashMap<String, f64>,
    pub(crate) cpu_ns: f64,
}

/// Starts this program as the child of this name and words, and waits for its end.
pub(crate) fn start(name: &str, environment: &[(&str, &str)]) -> Child {
    let program = std::env::current_exe().expect("the path of this program");
    let before = children_cpu_ns();
    let output = Command::new(program)
        .arg("child")
        .args(name.split(' '))
        .envs(environment.iter().copied())
        // The report at the end is part of the exit that is measured, and nothing to read here.
        .stderr(Stdio::null())
        .output()
        .expect("a child of this program");
    let status = output.status;
    assert!(
        status.success(),
        "child `{name}` ended with {status} (signal {:?})",
        status.signal()
    );
    let text = String::from_utf8(output.stdout).expect("text");
    let figures = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    });
    Child {
        figures: figures.collect(),
        cpu_ns: children_cpu_ns() - before,
    }
}

/// CPU time of all children that have ended, in nanoseconds.
fn children_cpu_ns() -> f64 {
    // SAFETY: all bytes zero is a valid rusage, and getrusage only writes to it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert_eq!(libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage), 0);
        usage
    };
    let ns = |time: libc::timeval| time.tv_sec as f64 * 1e9 + time.tv_usec as f64 * 1e3;
    ns(usage.ru_utime) + ns(usage.ru_stime)
}

/// Resident memory of this process now, in bytes.
pub(crate) fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("procfs");
    let pages: f64 = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("resident pages");
    // SAFETY: sysconf only reads.
    pages * unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as f64
}

fn resident_after(calls: u64) {
    chain(calls, subject::timed);
    println!("resident {}", resident());
}

fn off() {
    let rounds = interleave(
        OFF_ROUNDS,
        &[
            &|calls| chain(calls * OFF_LONGER, subject::bare),
            &|calls| chain(calls * OFF_LONGER, subject::timed),
        ],
    );
    let added = rounds.median(|costs| costs[1] - costs[0]);
    println!("added {}", added / OFF_LONGER as f64);
    println!("width {}", best_width(f64::INFINITY));
}

/// The median cost in the children that had their core to themselves.
fn alone(off: &[HashMap<String, f64>]) -> f64 {
    let widths = off.iter().map(|figures| figures["width"]);
    let best = widths.fold(f64::INFINITY, f64::min);
    let alone = off
        .iter()
        .filter(|figures| figures["width"] <= best * SHARED);
    median(alone.map(|figures| figures["added"]).collect())
}

pub(crate) fn rows() -> Vec<Row> {
    let mut lives = Vec::new();
    let mut grown = Vec::new();
    let mut off = Vec::new();
    for _ in 0..LIVES {
        let [bare, pair, timed] = ["bare", "pair", "timed"].map(|name| start(name, &[]).cpu_ns);
        lives.push((timed - bare) / (pair - bare));
        let [few, many] = ["few", "many"].map(|name| start(name, &[]).figures["resident"]);
        grown.push((many - few) / MB);
        off.push(start("off", &[("PERF_BUDGET", "off")]).figures);
    }
    let mut rows = vec![
        Row::at_most(
            "the whole process, per call, start and exit included",
            median(lives),
            1.3,
            "of a pair",
        ),
        Row::at_most(
            "resident memory after 10 million calls, over that after 10 thousand",
            median(grown),
            0.1,
            "MB",
        ),
        Row::at_most("a call under PERF_BUDGET=off", alone(&off), 1.0, "ns"),
    ];
    let scales: Vec<Child> = (0..SCALES).map(|_| start("scale", &[])).collect();
    rows.extend(scale::rows(&scales));
    rows
}
