//! Validates single looks under noise: known functions against limits at known distances, each look a fresh process.
//!
//! `look_validation [CHECKS]` prints, for each noise and function, how often a look stood below, above or undecided at
//! limits around the function's typical time. An excess that one look sees is only a suspicion; the harness takes more.

use std::env;
use std::hint::black_box;
use std::process::{Child, Command, Stdio};

use perf_runtime::probe::machine::Reference;
use perf_runtime::probe::reference::spin;
use perf_runtime::testing::measure::{Measurement, Settings, Standing, block};

const DEFAULT_CHECKS: usize = 40;
const NOISES: [usize; 4] = [0, 1, 3, 6];
const FUNCTIONS: [&str; 4] = ["1us", "50us", "5ms", "memory"];
/// Typical time as a part of the limit: healthy, and over by 5, 10 and 50 %.
const LOADS: [f64; 4] = [0.9, 1.05, 1.1, 1.5];
/// Looks whose median is taken as the truth.
const TRUTHS: usize = 15;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["busy"] => loop {
            spin::work(1_000_000);
        },
        ["look", function, limit, best] => look(function, number(limit), number(best)),
        ["best"] => println!("{}", best()),
        [checks] => table(checks.parse().expect("a number of checks")),
        _ => table(DEFAULT_CHECKS),
    }
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// The shortest round of the reference within a moment.
fn best() -> f64 {
    const ROUNDS: u64 = 20_000;
    let times = (0..2_000).filter_map(|_| spin::time_ns(ROUNDS).ok());
    times.min().expect("thread CPU time can be read") as f64 / ROUNDS as f64
}

fn look(function: &str, limit_ns: f64, best_ns: f64) {
    let measurement = measure(function, limit_ns, best_ns);
    let standing = match measurement.standing {
        Standing::Below => "below",
        Standing::Above => "above",
        Standing::Undecided | Standing::TooFew | Standing::Unreached => "open",
    };
    let value = measurement
        .estimate
        .map_or(f64::NAN, |estimate| estimate.value);
    println!("{standing} {value} {}", measurement.took_ns);
}

fn measure(function: &str, limit_ns: f64, best_ns: f64) -> Measurement {
    let settings = Settings::default();
    let remembered = Some(Reference {
        ns: best_ns,
        seen: 1,
    });
    let run = |work: &mut dyn FnMut() -> u64| block(work, limit_ns, &settings, remembered);
    match function {
        "1us" => {
            let values: Vec<f64> = (0..2_000).map(f64::from).collect();
            run(&mut || {
                black_box(&values)
                    .iter()
                    .map(|v| v * v)
                    .sum::<f64>()
                    .to_bits()
            })
        }
        "50us" => {
            let unsorted = scattered(3_000);
            run(&mut || {
                let mut values = unsorted.clone();
                values.sort_unstable();
                values[0]
            })
        }
        "5ms" => {
            let unsorted = scattered(180_000);
            run(&mut || {
                let mut values = unsorted.clone();
                values.sort_unstable();
                values[0]
            })
        }
        "memory" => {
            let order = scattered(1 << 14);
            let table = vec![1_u64; 1 << 22];
            run(&mut || {
                let places = order
                    .iter()
                    .map(|place| (*place as usize) & (table.len() - 1));
                places.map(|place| table[place]).sum()
            })
        }
        other => panic!("no function {other}"),
    }
}

fn scattered(length: u64) -> Vec<u64> {
    let step = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17);
    (1..=length).map(step).collect()
}

struct Seen {
    standing: String,
    value_ns: f64,
    took_ns: f64,
}

fn fresh(function: &str, limit_ns: f64, best_ns: f64) -> Seen {
    let text = answer(&[
        "look",
        function,
        &limit_ns.to_string(),
        &best_ns.to_string(),
    ]);
    let mut words = text.split_whitespace();
    Seen {
        standing: words.next().expect("a standing").to_owned(),
        value_ns: number(words.next().expect("a value")),
        took_ns: number(words.next().expect("a time")),
    }
}

fn answer(arguments: &[&str]) -> String {
    let exe = env::current_exe().expect("this executable");
    let output = Command::new(exe).args(arguments).output().expect("a look");
    String::from_utf8(output.stdout).expect("text")
}

fn table(checks: usize) {
    let best_ns = number(answer(&["best"]).trim());
    println!("{checks} checks each; best round of the reference {best_ns:.4} ns\n");
    println!("neighbours  function   typical      load  below  above   open  ms (median)");
    for noise in NOISES {
        for function in FUNCTIONS {
            // Truth is what the function needs without neighbours.
            let mut truths: Vec<f64> = (0..TRUTHS)
                .map(|_| fresh(function, 1e-3, best_ns).value_ns)
                .collect();
            let truth_ns = median(&mut truths);
            let _neighbours = Neighbours::start(noise);
            for load in LOADS {
                let seen: Vec<Seen> = (0..checks)
                    .map(|_| fresh(function, truth_ns / load, best_ns))
                    .collect();
                let count = |standing: &str| seen.iter().filter(|s| s.standing == standing).count();
                let mut took: Vec<f64> = seen.iter().map(|s| s.took_ns / 1e6).collect();
                println!(
                    "{noise:>10}  {function:<8} {:>9.3} µs  {load:>4}  {:>5}  {:>5}  {:>5}  {:>6.1}",
                    truth_ns / 1e3,
                    count("below"),
                    count("above"),
                    count("open"),
                    median(&mut took)
                );
            }
        }
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Processes that do nothing but use the processors.
struct Neighbours(Vec<Child>);

impl Neighbours {
    fn start(count: usize) -> Self {
        let exe = env::current_exe().expect("this executable");
        let start = || {
            Command::new(&exe)
                .arg("busy")
                .stdout(Stdio::null())
                .spawn()
                .expect("a neighbour")
        };
        Self((0..count).map(|_| start()).collect())
    }
}

impl Drop for Neighbours {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // One that is gone already needs no end.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
