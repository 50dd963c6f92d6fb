//! Many sites on many threads: 10 000 annotated functions, each called on 64 threads that are still alive.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use perf_runtime::__private_0_1 as private;
use perf_runtime::record;
use perf_runtime::report::{Environment, Report, Run};
use private::{Identity, Kind, Limit, Metric, Place, RECORDER, Site, SiteInfo, Statistic};

use crate::child::{Child, resident};
use crate::measure::median;
use crate::row::Row;

const SITES: u32 = 10_000;
const THREADS: usize = 64;

/// Calls of each site on each thread: enough for a histogram beside the buffer.
const CALLS: usize = 100;

const KB: f64 = 1024.0;
const GB: f64 = 1024.0 * 1024.0 * 1024.0;

/// A site as the attribute would make it, but at run time.
fn site(number: u32) -> &'static Site {
    const PLACE: Place = Place {
        file: "generated.rs",
        module: "generated",
        package: "bench",
        test_build: false,
    };
    const LIMITS: &[Limit] = &[private::limit(
        Metric::Time,
        Statistic::Median,
        1e9,
        "max_s",
        1.0,
        "1.0",
    )];
    let name: &'static str = format!("generated_{number}").leak();
    let identity = Identity::new(name, "", &[], 10.0, 50.0);
    let info = SiteInfo::new(Kind::Function, name, number, 1, PLACE, LIMITS, identity);
    Box::leak(Box::new(Site::new(info, || "", &RECORDER)))
}

/// The child: calls everything, then takes a snapshot and reports while all threads are alive.
///
/// Figures are printed when the threads may go: without a reader printing panics, and would leave them waiting.
pub(crate) fn run() {
    let sites: Vec<_> = (0..SITES).map(site).collect();
    let (called, done) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for site in &sites {
                    for _ in 0..CALLS {
                        let _guard = private::enter_time(*site);
                    }
                }
                called.wait();
                done.wait();
            });
        }
        called.wait();
        let before = resident();
        let start = Instant::now();
        let snapshot = record::snapshot();
        let taken = start.elapsed();
        let environment = Environment::current(&snapshot.clock);
        let run = Run {
            started_unix_ms: 0,
            id: "bench".to_owned(),
            process: std::process::id(),
            duration_ms: 0.0,
            command: Vec::new(),
        };
        let report = Report::new(run, environment, &snapshot);
        let bytes = report.to_json().expect("a report can be written").len();
        let both = start.elapsed();
        let after = resident();
        done.wait();
        println!("snapshot {}", taken.as_secs_f64());
        println!("both {}", both.as_secs_f64());
        println!("json {bytes}");
        println!("recorded {before}");
        println!("resident {after}");
    });
}

pub(crate) fn rows(children: &[Child]) -> Vec<Row> {
    let figure = |name: &str| median(children.iter().map(|child| child.figures[name]).collect());
    let kept = f64::from(SITES) * THREADS as f64;
    vec![
        Row::at_most(
            "memory per site and thread that was called: resident memory of 10 000 sites × 64 threads, by their number",
            figure("recorded") / kept / KB,
            3.0,
            "KB",
        ),
        Row::shown(
            "10 000 sites × 64 threads: snapshot",
            figure("snapshot"),
            "s",
        ),
        Row::at_most(
            "10 000 sites × 64 threads: snapshot and report as JSON",
            figure("both"),
            1.0,
            "s",
        ),
        Row::at_most(
            "10 000 sites × 64 threads: resident memory",
            figure("resident") / GB,
            2.0,
            "GB",
        ),
    ]
}
