//! The functions whose cost is known, each as a workload with one budget whose limit comes from outside.

use std::env;
use std::hint::black_box;
use std::sync::OnceLock;

use perf_runtime::__private_0_1 as private;
use perf_runtime::site::{Identity, Kind, Limit, Metric, Place, Site, SiteInfo, Statistic, limit};
use perf_runtime::{Workload, perf_workload};
use perf_tests::four_sums;

const NAME: &str = "VERDICT_VALIDATION_SUBJECT";
const LIMIT: &str = "VERDICT_VALIDATION_LIMIT_NS";

/// Core-bound, about 1 µs, 50 µs and 5 ms; and one that uses all that a core has, so that what shares the core costs most.
pub(crate) const CORE_BOUND: [&str; 4] = ["sum-1us", "polynomial-50us", "escape-5ms", FOUR_SUMS];
/// Four sums of integers side by side.
const FOUR_SUMS: &str = "four-sums-600ns";
/// Branches that depend on data, and data beyond the first-level cache: what shares the core slows it.
pub(crate) const SHORT_SORT: &str = "sort-50us";
/// A slow sort of fresh copies: page faults, and data beyond the private caches.
pub(crate) const SLOW_SORT: &str = "sort-5ms";
/// Loads from everywhere in 32 MB.
pub(crate) const MEMORY_BOUND: &str = "gather-32mb";
/// A chase through the second-level cache; [`NEAR`] executes the same instructions on data in the first.
pub(crate) const FAR: &str = "chase-far";
/// The same chase within the first-level cache.
pub(crate) const NEAR: &str = "chase-near";

/// One function with one limit, as the harness judges it in this process.
pub(crate) struct Subject {
    name: String,
    limit_ns: f64,
}

/// What the environment asks this process to judge; further looks in fresh processes inherit it.
pub(crate) fn asked_for() -> Option<Subject> {
    Some(Subject {
        name: env::var(NAME).ok()?,
        limit_ns: env::var(LIMIT).ok()?.parse().ok()?,
    })
}

/// The variables that ask a process for a subject.
pub(crate) fn environment(name: &str, limit_ns: f64) -> [(&'static str, String); 2] {
    [(NAME, name.to_owned()), (LIMIT, limit_ns.to_string())]
}

static SITE: OnceLock<Site> = OnceLock::new();

impl Subject {
    /// Makes the site with its limit, and calls it once so that the registry knows it: a limit that the compiler does
    /// not know cannot be announced by the linker.
    pub(crate) fn register(&self) {
        struct Here;
        let limits: &'static [Limit] = Vec::leak(vec![limit(
            Metric::Time,
            Statistic::Median,
            1.0,
            "max_ns",
            self.limit_ns,
            "from outside",
        )]);
        let place = Place {
            file: file!(),
            module: module_path!(),
            package: env!("CARGO_PKG_NAME"),
            test_build: false,
        };
        let identity = Identity::new("subject", "", &[], 10.0, 50.0);
        let info = SiteInfo::new(
            Kind::Function,
            "register",
            line!(),
            1,
            place,
            limits,
            identity,
        );
        let site =
            SITE.get_or_init(|| Site::new(info, std::any::type_name::<Here>, &private::RECORDER));
        drop(private::enter_time(site));
    }
}

#[perf_workload(covers(subject))]
fn exercise(w: &mut Workload) {
    let subject = asked_for().expect("a process of the harness");
    let site = SITE.get().expect("registered before the harness starts");
    run(&subject.name, &mut Measured { w, site });
}

/// Runs a subject's code as often as it likes.
pub(crate) trait Runner {
    /// Runs `call` on inputs that stay as they are.
    fn run(&mut self, call: &mut dyn FnMut() -> u64);
    /// Runs `call` on a fresh copy of `data` each time; copying is not part of the function.
    fn run_on_copies(&mut self, data: &[u64], call: &mut dyn FnMut(&mut [u64]));
}

struct Measured<'a> {
    w: &'a mut Workload,
    site: &'static Site,
}

impl Runner for Measured<'_> {
    fn run(&mut self, call: &mut dyn FnMut() -> u64) {
        let site = self.site;
        self.w.run(|| {
            let _guard = private::enter_time(site);
            call()
        });
    }

    fn run_on_copies(&mut self, data: &[u64], call: &mut dyn FnMut(&mut [u64])) {
        let site = self.site;
        self.w.run_with(
            || data.to_vec(),
            |mut copy| {
                let _guard = private::enter_time(site);
                call(&mut copy);
            },
        );
    }
}

/// Hands the code of a subject to a runner.
pub(crate) fn run(name: &str, runner: &mut dyn Runner) {
    match name {
        "sum-1us" => {
            let values: Vec<f64> = (0..1_250).map(f64::from).collect();
            runner.run(&mut || {
                let squares = black_box(&values).iter().map(|v| v * v);
                squares.sum::<f64>().to_bits()
            });
        }
        FOUR_SUMS => {
            let values: Vec<u64> = (0..4_096).collect();
            runner.run(&mut || four_sums(black_box(&values)));
        }
        SHORT_SORT => runner.run_on_copies(&scattered(6_500), &mut |copy| copy.sort_unstable()),
        "polynomial-50us" => {
            let places: Vec<f64> = (0..2_048).map(|i| f64::from(i) / 2_048.0).collect();
            runner.run(&mut || polynomials(black_box(&places)).to_bits());
        }
        "escape-5ms" => runner.run(&mut || escape(black_box(GRID))),
        SLOW_SORT => runner.run_on_copies(&scattered(400_000), &mut |copy| copy.sort_unstable()),
        MEMORY_BOUND => {
            let order = scattered(1 << 14);
            let table = vec![1_u64; 1 << 22];
            runner.run(&mut || {
                let places = order
                    .iter()
                    .map(|place| *place as usize & (table.len() - 1));
                places.map(|place| table[place]).sum()
            });
        }
        NEAR => chase(runner, 64),
        FAR => chase(runner, 2_048),
        other => panic!("no subject {other}"),
    }
}

/// The sum of a polynomial of degree 64 at some places.
fn polynomials(places: &[f64]) -> f64 {
    let at = |x: &f64| (1..=64).fold(1.0, |sum, k| sum * x + 1.0 / f64::from(k));
    places.iter().map(at).sum()
}

/// Points of each side of the grid.
const GRID: u32 = 130;

/// Steps until each point of a grid leaves the disk of radius 2 under z² + c.
fn escape(points: u32) -> u64 {
    const MOST_STEPS: u64 = 300;
    let steps = |real: f64, imaginary: f64| {
        let (mut x, mut y, mut steps) = (0.0, 0.0, 0);
        while x * x + y * y < 4.0 && steps < MOST_STEPS {
            (x, y) = (x * x - y * y + real, 2.0 * x * y + imaginary);
            steps += 1;
        }
        steps
    };
    let place = |point: u32| f64::from(point) / f64::from(points);
    (0..points * points)
        .map(|point| {
            steps(
                place(point / points) * 3.0 - 2.0,
                place(point % points) * 2.0 - 1.0,
            )
        })
        .sum()
}

/// Follows pointers in a cycle over so many cache lines, with some dependent arithmetic at each: the instructions are
/// the same for every cycle, the time of a load is not.
fn chase(runner: &mut dyn Runner, lines: usize) {
    const HOPS: usize = 4_000;
    const WORDS_OF_A_LINE: usize = 8;
    let mut next = vec![0_usize; lines * WORDS_OF_A_LINE];
    for line in 0..lines {
        // A congruential sequence of full period (a − 1 divisible by 4, c odd): no stride for a prefetcher to find.
        next[line * WORDS_OF_A_LINE] = (line * 5 + 3) % lines * WORDS_OF_A_LINE;
    }
    runner.run(&mut || {
        let (mut at, mut sum) = (0, 0_u64);
        for _ in 0..HOPS {
            at = next[at];
            sum = (sum ^ at as u64)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(7);
        }
        sum
    });
}

fn scattered(length: u64) -> Vec<u64> {
    let step = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17);
    (1..=length).map(step).collect()
}
