//! From the figures of all processes to the one report.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::spawn::Times;
use crate::class::InForce;
use crate::record::{
    ClockSnapshot, ContextSnapshot, Distribution, RECORDER, SiteSnapshot, Snapshot,
};
use crate::report::{Environment, Report, Run};
use crate::settings::FILE;
use crate::site::{Identity, Kind, Limit, Metric, Place, Site, SiteInfo, Statistic};
use crate::startup::StartupSettings;
use crate::stats::order::median;
use crate::unit::{Quantity, Unit};

const NS_PER_MS: f64 = 1e6;

/// From which excess on a broken limit is a warning, and above which it is critical, in percent: as in attributes.
const SEVERITIES: (f64, f64) = (10.0, 50.0);

/// A limit with the figures it is set against.
struct Figure {
    name: String,
    key: &'static str,
    limit_ms: f64,
    wall: Vec<f64>,
    judged: Vec<f64>,
}

pub(super) fn of(
    program: &Path,
    settings: &StartupSettings,
    times: Result<Vec<Times>, String>,
    cached: Option<f64>,
    class: Option<&InForce>,
) -> Report {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let clock = clock();
    let (times, failure) = match times {
        Ok(times) => (times, None),
        Err(reason) => (Vec::new(), Some(reason)),
    };
    let (first, judged) = match times.split_first() {
        Some((first, rest)) => (Some(first), rest),
        None => (None, times.as_slice()),
    };
    let figures = figures(&name, settings, judged);
    let mut notes: Vec<String> = Vec::new();
    if let Some(first) = first {
        notes.push(first_run(&name, first, cached));
        notes.push(spread(&name, judged));
    }
    let snapshot = Snapshot {
        sites: figures
            .into_iter()
            .map(|figure| site(figure, settings, failure.as_deref()))
            .collect(),
        clock: clock.clone(),
        notes,
        ..Snapshot::default()
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let run = Run {
        started_unix_ms: u64::try_from(now.unwrap_or_default().as_millis()).unwrap_or(u64::MAX),
        id: format!("startup-{name}"),
        process: std::process::id(),
        duration_ms: times.iter().map(|times| times.total).sum::<f64>() / NS_PER_MS,
        command: vec![program.to_string_lossy().into_owned()],
    };
    Report::under(class, run, Environment::current(&clock), &snapshot)
}

fn clock() -> ClockSnapshot {
    ClockSnapshot {
        name: "monotonic".to_owned(),
        resolution_ns: 1.0,
        ..ClockSnapshot::default()
    }
}

fn figures(name: &str, settings: &StartupSettings, times: &[Times]) -> Vec<Figure> {
    let whole = |part: &str, key, limit_ms, figure: fn(&Times) -> (f64, f64)| Figure {
        name: format!("start-up of {name}: {part}"),
        key,
        limit_ms,
        wall: times.iter().map(|times| figure(times).0).collect(),
        // A neighbour's processor time is not the program's.
        judged: (times.iter().map(figure))
            .map(|(wall, waited)| (wall - waited).max(0.0))
            .collect(),
    };
    let mut figures = vec![
        whole("ready", "ready_ms", settings.ready_ms, |times| {
            (times.ready, times.ready_waited)
        }),
        whole("total", "total_ms", settings.total_ms, |times| {
            (times.total, times.waited)
        }),
    ];
    for times in times {
        for phase in &times.phases {
            let name = format!("start-up of {name}: phase {}", phase.name);
            let place = figures.iter().position(|figure| figure.name == name);
            let place = place.unwrap_or_else(|| {
                figures.push(Figure {
                    name,
                    key: "phase_ms",
                    limit_ms: settings.phase_ms,
                    wall: Vec::new(),
                    judged: Vec::new(),
                });
                figures.len() - 1
            });
            let judged_ns = phase.wall_ns.saturating_sub(phase.wait_ns);
            figures[place].wall.push(phase.wall_ns as f64);
            figures[place].judged.push(judged_ns as f64);
        }
    }
    figures
}

/// A site as that of an annotated function; like it, it lives as long as the process.
fn site(figure: Figure, settings: &StartupSettings, failure: Option<&str>) -> SiteSnapshot {
    let limit = Limit {
        metric: Metric::Time,
        statistic: Statistic::Median,
        value: figure.limit_ms * NS_PER_MS,
        key: figure.key,
        written: figure.limit_ms.to_string().leak(),
    };
    let place = Place {
        file: FILE,
        module: "",
        package: "",
        test_build: false,
    };
    let (warning, critical) = SEVERITIES;
    let name: &'static str = figure.name.leak();
    let info = SiteInfo::new(
        Kind::Startup,
        name,
        u32::try_from(settings.line).unwrap_or(u32::MAX),
        1,
        place,
        vec![limit].leak(),
        Identity::new(name, "", &[], warning, critical),
    );
    let context = ContextSnapshot {
        // A failure counts as one call: it is red, where nothing to measure at all would not be.
        calls: figure.wall.len().max(1) as u64,
        time: figure.judged.into_iter().collect(),
        wall: figure.wall.into_iter().collect::<Distribution>(),
        unavailable: failure
            .map(|reason| (Metric::Time, reason.to_owned()))
            .into_iter()
            .collect(),
        ..ContextSnapshot::default()
    };
    SiteSnapshot {
        site: Box::leak(Box::new(Site::new(info, || "", &RECORDER))),
        contexts: vec![context],
    }
}

fn first_run(name: &str, first: &Times, cached: Option<f64>) -> String {
    let cache = match cached {
        Some(share) => format!(
            "{:.0} % of the program was in the page cache before it, all of it afterwards",
            100.0 * share
        ),
        None => "what the page cache held before it is not known".to_owned(),
    };
    format!(
        "the first start of {name} is not judged: total {}, ready {}; {cache}",
        ns(first.total),
        ns(first.ready)
    )
}

/// Where the time goes before `main`, and how far starts are from each other.
fn spread(name: &str, times: &[Times]) -> String {
    let typical = |figure: fn(&Times) -> f64| {
        let mut sorted: Vec<f64> = times.iter().map(figure).collect();
        sorted.sort_by(f64::total_cmp);
        ns(median(&sorted).unwrap_or(0.0))
    };
    let totals = times.iter().map(|times| times.total);
    let (least, most) = totals
        .clone()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), total| {
            (least.min(total), most.max(total))
        });
    let mean = totals.clone().sum::<f64>() / times.len().max(1) as f64;
    let squares: f64 = totals.map(|total| (total - mean) * (total - mean)).sum();
    let deviation = (squares / times.len().saturating_sub(1).max(1) as f64).sqrt();
    format!(
        "{} starts of {name}, typically: {} until the first constructor, {} from there to the first call of anything \
         measured, ready after {} in all, of which {} it waited for a processor; total from {} to {}, standard deviation {}",
        times.len(),
        typical(|times| times.loading),
        typical(|times| times.entering),
        typical(|times| times.total),
        typical(|times| times.waited),
        ns(least),
        ns(most),
        ns(deviation)
    )
}

fn ns(value: f64) -> Quantity {
    Quantity::new(value, Unit::Nanoseconds)
}
