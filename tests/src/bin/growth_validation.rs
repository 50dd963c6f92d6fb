//! Validates limits on growth under noise: eleven algorithms of known growth, judged by the harness in fresh processes.
//!
//! `growth_validation [REPEATS]` starts itself as a workload harness, quiet and beside busy neighbours, and prints which
//! model was found for each algorithm. With any other argument it is that harness: `growth_validation --list`.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use perf_runtime::budget::{Outcome, Verdict};
use perf_runtime::probe::reference::spin;
use perf_runtime::report::{Report, merge};
use perf_runtime::unit::Model;
use perf_runtime::{Workload, perf_budget, perf_workload};

const HELP: &str = "\
growth_validation [REPEATS]

Judges the growth of eleven algorithms of known growth, quiet and beside three busy neighbours, so many times each (6),
and prints which model was found. Twelve repeats take three minutes.

With any other argument it is the workload harness that it starts for this: growth_validation --list
";

const DEFAULT_REPEATS: usize = 6;
const NOISES: [usize; 2] = [0, 3];

#[perf_budget(max_growth = "1", size = values.len())]
fn constant(values: &[u64]) -> u64 {
    (0..64).fold(values[0], |sum, i| sum.rotate_left(7) ^ i)
}

#[perf_budget(max_growth = "log n", size = sorted.len())]
fn binary_search(sorted: &[u64], wanted: u64) -> usize {
    sorted.binary_search(&wanted).unwrap_or_else(|place| place)
}

#[perf_budget(max_growth = "n", size = values.len())]
fn scan(values: &[u64]) -> u64 {
    values
        .iter()
        .fold(0, |sum: u64, value| sum.rotate_left(5) ^ value)
}

#[perf_budget(max_growth = "n", size = values.len())]
fn hash_insert(values: &[u64], map: &mut HashMap<u64, u64>) {
    map.extend(values.iter().map(|&value| (value, value)));
}

#[perf_budget(max_growth = "n log n", size = values.len())]
fn sort(values: &mut [u64]) {
    values.sort();
}

#[perf_budget(max_growth = "n log n", size = values.len())]
fn sort_unstable(values: &mut [u64]) {
    values.sort_unstable();
}

#[perf_budget(max_growth = "n log n", size = wanted.len())]
fn binary_searches(sorted: &[u64], wanted: &[u64]) -> usize {
    let places = wanted
        .iter()
        .map(|value| sorted.binary_search(value).unwrap_or_else(|place| place));
    places.fold(0, usize::wrapping_add)
}

#[perf_budget(max_growth = "n log n", size = values.len())]
fn btree_insert(values: &[u64]) -> BTreeMap<u64, u64> {
    let mut map = BTreeMap::new();
    for &value in values {
        map.insert(value, value);
    }
    map
}

#[perf_budget(max_growth = "n^2", size = values.len())]
fn pairs(values: &[u64]) -> u64 {
    let mut sum: u64 = 0;
    for (i, a) in values.iter().enumerate() {
        for b in &values[i + 1..] {
            sum = sum.rotate_left(1) ^ (a & b);
        }
    }
    sum
}

#[perf_budget(max_growth = "n²", size = values.len())]
fn remove_first(mut values: Vec<u64>) -> u64 {
    let mut sum: u64 = 0;
    while !values.is_empty() {
        sum = sum.wrapping_add(values.remove(0));
    }
    sum
}

#[perf_budget(max_growth = "n^3", size = n)]
fn matrix_product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut product = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..n {
            let factor = a[i * n + k];
            for j in 0..n {
                product[i * n + j] += factor * b[k * n + j];
            }
        }
    }
    product
}

fn scattered(length: usize) -> Vec<u64> {
    let step = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17);
    (1..=length as u64).map(step).collect()
}

fn sorted(length: usize) -> Vec<u64> {
    let mut values = scattered(length);
    values.sort_unstable();
    values
}

// Sizes that fit the caches: beyond them memory adds a growth of its own, which is the machine's, not the algorithm's.
#[perf_workload(sizes = [64, 128, 256, 512, 1024, 2048, 4096, 8192],
    covers(constant, binary_search, scan, hash_insert, sort, sort_unstable, binary_searches, btree_insert))]
fn up_to_8192(w: &mut Workload) {
    let values = scattered(w.size());
    let ordered = sorted(w.size());
    let wanted = scattered(w.size());
    // A stream that never repeats: the branch predictor learns the searches of a short one by heart.
    let mut next = 1_u64;
    let draw = || {
        next = next
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        next
    };
    w.run(|| constant(&values));
    w.run_with(draw, |wanted| binary_search(&ordered, wanted));
    w.run(|| scan(&values));
    // Kept between calls: what the kernel does for fresh memory is no part of the algorithm.
    let mut map = HashMap::with_capacity(w.size());
    w.run(|| {
        map.clear();
        hash_insert(&values, &mut map);
    });
    w.run_with(|| values.clone(), |mut values| sort(&mut values));
    w.run_with(|| values.clone(), |mut values| sort_unstable(&mut values));
    w.run(|| binary_searches(&ordered, &wanted));
    w.run(|| btree_insert(&values));
}

#[perf_workload(sizes = [64, 128, 256, 512, 1024, 2048], covers(pairs))]
fn up_to_2048(w: &mut Workload) {
    let values = scattered(w.size());
    w.run(|| pairs(&values));
}

/// Below some thousand elements the calls themselves cost more than the copying.
// Within the smallest of first-level caches: beyond it a copy is known to cost more for each byte, not how much more.
#[perf_workload(sizes = [128, 256, 512, 1024, 2048, 4096], covers(remove_first))]
fn up_to_4096(w: &mut Workload) {
    let values = scattered(w.size());
    w.run_with(|| values.clone(), remove_first);
}

#[perf_workload(sizes = [8, 16, 32, 64, 128, 256], covers(matrix_product))]
fn up_to_256(w: &mut Workload) {
    let n = w.size();
    let (a, b) = (vec![1.5; n * n], vec![0.5; n * n]);
    w.run(|| matrix_product(&a, &b, n));
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => table(DEFAULT_REPEATS),
        ["-h" | "--help"] => print!("{HELP}"),
        ["busy"] => loop {
            spin::work(1_000_000);
        },
        [repeats] if repeats.parse::<usize>().is_ok() => table(repeats.parse().expect("digits")),
        _ => return perf_runtime::testing::main(),
    }
    ExitCode::SUCCESS
}

/// What the repeats said of one algorithm.
#[derive(Default)]
struct Found {
    declared: String,
    models: Vec<Model>,
    outcomes: Vec<Outcome>,
}

fn table(repeats: usize) {
    println!("neighbours  algorithm        true     right  within  open  over  found instead");
    for noise in NOISES {
        let mut all: BTreeMap<String, Found> = BTreeMap::new();
        {
            let _neighbours = Neighbours::start(noise);
            for _ in 0..repeats {
                for verdict in verdicts() {
                    let found = all.entry(verdict.site.clone()).or_default();
                    found.declared = verdict.limit.to_string();
                    found.outcomes.push(verdict.outcome);
                    let measured = verdict.measured.expect("a model was found");
                    found.models.push(Model::of_rank(measured.value));
                }
            }
        }
        let (mut right, mut checks) = (0, 0);
        for (site, found) in &all {
            let wrong: Vec<&str> = found
                .models
                .iter()
                .map(|model| model.formula())
                .filter(|formula| *formula != found.declared)
                .collect();
            let count = |outcome| found.outcomes.iter().filter(|o| **o == outcome).count();
            right += found.models.len() - wrong.len();
            checks += found.models.len();
            println!(
                "{noise:>10}  {:<15}  {:<7}  {:>5}  {:>6}  {:>4}  {:>4}  {}",
                site.rsplit("::").next().unwrap_or(site),
                found.declared,
                found.models.len() - wrong.len(),
                count(Outcome::Within),
                count(Outcome::Inconclusive),
                count(Outcome::Over),
                wrong.join(", ")
            );
        }
        let percent = 100.0 * right as f64 / checks.max(1) as f64;
        println!("{noise:>10}  {right} of {checks} right ({percent:.1} %)\n");
    }
}

/// One run of the harness in a fresh process.
fn verdicts() -> Vec<Verdict> {
    let folder = env::temp_dir().join(format!("growth-validation-{}", std::process::id()));
    let output = Command::new(env::current_exe().expect("this executable"))
        .args(["--test-threads", "1"])
        .env("PERF_BUDGET", "report")
        .env("PERF_BUDGET_DIR", &folder)
        .output()
        .expect("the harness");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && folder.is_dir(),
        "the harness failed: {said}"
    );
    let mut texts = Vec::new();
    read(&folder, &mut texts);
    fs::remove_dir_all(&folder).expect("the folder of the runs");
    let reports = texts
        .iter()
        .map(|text| Report::from_json(text).expect("a report"));
    merge(reports).expect("reports of one version").decided
}

fn read(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of runs") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|end| end == "json") {
            texts.push(fs::read_to_string(&path).expect("a run file"));
        }
    }
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
