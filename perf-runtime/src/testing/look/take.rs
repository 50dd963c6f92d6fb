//! Takes a look in this process: runs the workload on a thread of its own and measures.

use std::any::Any;
use std::cmp::Ordering;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use super::super::Workload;
use super::super::job::{Job, Measuring};
use super::super::measure::{Measurement, Settings, Standing};
use super::super::register::{Case, WorkloadInfo};
use super::{Answer, Look, Request, UNREACHED};
use crate::budget::CLEAR_CUT;
use crate::report::{from_json, to_json};

/// Takes the look that is asked for; the error says why it could not be taken.
pub(in super::super) fn take(request: &Request) -> Result<Look, String> {
    let subject = request.resolve()?;
    let job = Job::Measure(Box::new(Measuring {
        site: subject.site,
        limit_ns: subject.limit_ns,
        settings: Settings::default(),
        remembered: subject.remembered,
        found: Vec::new(),
    }));
    let found = run(subject.workload, subject.case, job)?.into_found();
    worst(found, subject.limit_ns)
        .map(|measurement| Look { measurement })
        .ok_or_else(|| UNREACHED.to_owned())
}

/// The block of a workload that is judged, where there are several: the worst.
fn worst(found: Vec<Measurement>, limit_ns: f64) -> Option<Measurement> {
    let key = |found: &Measurement| {
        let low = found.estimate.map_or(0.0, |estimate| estimate.low);
        (found.standing, low)
    };
    found
        .into_iter()
        .max_by(|a, b| by_excess(key(a), key(b), limit_ns))
}

/// Which of two blocks is further over, by their standings and the lower ends of their intervals.
fn by_excess(a: (Standing, f64), b: (Standing, f64), limit_ns: f64) -> Ordering {
    let rank = |(standing, low): (Standing, f64)| match standing {
        Standing::Unreached => 0,
        Standing::Below => 1,
        Standing::TooFew if low <= limit_ns * CLEAR_CUT => 2,
        Standing::Undecided => 3,
        // Of few calls all are far above.
        Standing::TooFew | Standing::Above => 4,
    };
    rank(a).cmp(&rank(b)).then(a.1.total_cmp(&b.1))
}

/// Runs a workload on a thread that is named after it, so that the recorder keeps its samples apart.
pub(in super::super) fn run(workload: &WorkloadInfo, case: Case, job: Job) -> Result<Job, String> {
    let function = workload.function;
    let name = workload.case_name(case);
    let spawned = thread::Builder::new().name(name.clone()).spawn(move || {
        let mut workload = Workload::new(case, job);
        function(&mut workload);
        workload.into_job()
    });
    let thread = spawned.map_err(|error| format!("no thread for {name}: {error}"))?;
    thread
        .join()
        .map_err(|panic| format!("the workload {name} panicked: {}", message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}

/// Answers the request in a file of another process of the harness.
pub(in super::super) fn serve(request: &Path, answer: &Path) -> ExitCode {
    let looked = fs::read(request)
        .map_err(|error| error.to_string())
        .and_then(|text| from_json::<Request>(&text).map_err(|error| error.to_string()))
        .and_then(|request| take(&request));
    let content = match looked {
        Ok(look) => Answer {
            look: Some(look),
            error: None,
        },
        Err(error) => Answer {
            look: None,
            error: Some(error),
        },
    };
    let written = to_json(&content)
        .map_err(|error| error.to_string())
        .and_then(|text| fs::write(answer, text).map_err(|error| error.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("perf-budget: a look cannot be reported: {error}");
            ExitCode::from(crate::process::exit_code::IO)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_blocks_the_one_that_is_furthest_over_is_judged() {
        let falling = [
            (Standing::Above, 30.0),
            (Standing::TooFew, 20.0),
            (Standing::Above, 10.3),
            (Standing::Undecided, 9.0),
            (Standing::TooFew, 12.0),
            (Standing::Below, 3.0),
            (Standing::Unreached, 0.0),
        ];
        let mut sorted = falling;
        sorted.reverse();
        sorted.sort_by(|a, b| by_excess(*b, *a, 10.0));
        assert_eq!(sorted, falling);
    }
}
