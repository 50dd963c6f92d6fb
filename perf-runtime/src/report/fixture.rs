//! Reports for tests, made from figures as a recorder would give them.

use super::{Environment, Report, Run};
use crate::record::{
    CallTree, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot, SiteSnapshot, Snapshot,
};
use crate::site::{Identity, Kind, Limit, Metric, Place, Site, SiteInfo, Statistic, limit};

/// A millisecond in nanoseconds.
pub(crate) const MS: f64 = 1e6;

pub(crate) const TYPICAL: Limit = limit(Metric::Time, Statistic::Median, MS, "max_ms", 2.0, "2.0");
pub(crate) const TAIL: Limit = limit(Metric::Time, Statistic::P95, MS, "max_p95_ms", 3.0, "3.0");
pub(crate) const ALLOCATIONS: Limit = limit(
    Metric::Allocations,
    Statistic::Maximum,
    1.0,
    "max_allocs",
    0.0,
    "0",
);
pub(crate) const PEAK: Limit = limit(
    Metric::PeakBytes,
    Statistic::Maximum,
    1024.0,
    "max_peak_kb",
    64.0,
    "64",
);

/// A site that lives as long as the tests.
pub(crate) fn site(name: &'static str, line: u32, limits: &'static [Limit]) -> &'static Site {
    let place = Place {
        file: "src/chi2.rs",
        module: "analysis::chi2",
        package: "analysis",
        test_build: true,
    };
    let identity = Identity::new("", "beamline", &["hot"], 10.0, 50.0);
    let info = SiteInfo::new(Kind::Function, name, line, 8, place, limits, identity);
    // A marker that is not understood: the path falls back to `module::function`.
    Box::leak(Box::new(Site::new(info, || "", &crate::record::RECORDER)))
}

pub(crate) fn timed(context: &str, samples: impl IntoIterator<Item = f64>) -> ContextSnapshot {
    let time: Distribution = samples.into_iter().collect();
    ContextSnapshot {
        context: context.to_owned(),
        calls: time.count(),
        wall: time.clone(),
        time,
        ..ContextSnapshot::default()
    }
}

/// `n` samples spread evenly over ± 2 % around `centre`.
pub(crate) fn spread(centre: f64, n: u32) -> Vec<f64> {
    let step = |i: u32| f64::from(i) / f64::from(n.max(2) - 1);
    (0..n).map(|i| centre * (0.98 + 0.04 * step(i))).collect()
}

pub(crate) fn clock() -> ClockSnapshot {
    ClockSnapshot {
        name: "tsc".to_owned(),
        resolution_ns: 10.0,
        overlap_ns: 60.0,
        overhead_ns: 17.0,
        run_queue_unavailable: None,
        stolen_ns: 0.0,
        allocator_installed: true,
    }
}

pub(crate) fn environment() -> Environment {
    Environment {
        machine: "bench".to_owned(),
        os: "Linux 6".to_owned(),
        cpu: "Zen 5".to_owned(),
        cores: 2,
        opt_level: "3".to_owned(),
        debug_assertions: false,
        rustc: "rustc 1.95.0".to_owned(),
        clock: clock(),
    }
}

pub(crate) fn run(process: u32) -> Run {
    Run {
        started_unix_ms: 1_760_000_000_000 + u64::from(process),
        id: "run-1".to_owned(),
        process,
        duration_ms: 12.5,
        command: vec!["target/debug/deps/chi2".to_owned(), "--quiet".to_owned()],
    }
}

pub(crate) fn report(sites: Vec<(&'static Site, Vec<ContextSnapshot>)>) -> Report {
    let sites = sites.into_iter();
    let snapshot = Snapshot {
        sites: sites
            .map(|(site, contexts)| SiteSnapshot { site, contexts })
            .collect(),
        clock: clock(),
        tree: CallTree::default(),
        notes: Vec::new(),
    };
    Report::new(run(1), environment(), &snapshot)
}

/// One of everything: over by a little and by a lot, unmeasured, undecided, within, not called.
pub(crate) fn mixed() -> Report {
    let batch = site("chi_squared_batch", 41, &[TYPICAL, ALLOCATIONS]);
    let over = ContextSnapshot {
        memory: Some(MemorySnapshot {
            calls: 39,
            max_allocations: 3,
            max_bytes: 96,
            first_calls: 1,
            first_allocations: 5,
            first_bytes: 160,
            total_allocations: 122,
            total_bytes: 3904,
            ..MemorySnapshot::default()
        }),
        ..timed("tests::batch", spread(2.31 * MS, 200))
    };
    let second = ContextSnapshot {
        memory: over.memory,
        ..timed("tests::other_batch", spread(2.25 * MS, 200))
    };
    let tail = timed("tests::fit", spread(1.0 * MS, 40));
    let few = timed("tests::load", [1.9 * MS, 2.2 * MS, 2.4 * MS]);
    let slow = timed("tests::fit", spread(31.0 * MS, 20));
    report(vec![
        (batch, vec![over, second]),
        (site("fit", 90, &[TYPICAL, TAIL]), vec![tail]),
        (site("load", 120, &[TYPICAL]), vec![few]),
        (site("save", 150, &[PEAK]), vec![timed("tests::save", [MS])]),
        (site("analyse", 200, &[TYPICAL]), vec![slow]),
        (site("unused", 230, &[TYPICAL]), vec![]),
    ])
}

/// All limits kept.
pub(crate) fn healthy() -> Report {
    report(vec![
        (
            site("chi_squared_batch", 41, &[TYPICAL]),
            vec![timed("tests::batch", spread(1.4 * MS, 200))],
        ),
        (
            site("fit", 90, &[TYPICAL]),
            vec![timed("tests::fit", spread(0.5 * MS, 40))],
        ),
    ])
}
