//! Takes a look in this process: runs the workload on a thread of its own and measures.

use std::any::Any;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use super::super::Workload;
use super::super::job::{Job, Measuring};
use super::super::measure::{Settings, Standing};
use super::super::register::{Case, WorkloadInfo};
use super::{Answer, Look, Request, UNREACHED};
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
    let worst = found.into_iter().max_by_key(|found| rank(found.standing));
    worst
        .map(|measurement| Look { measurement })
        .ok_or_else(|| UNREACHED.to_owned())
}

/// Of several blocks of one workload the worst one is judged.
const fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Unreached => 0,
        Standing::Below => 1,
        Standing::TooFew => 2,
        Standing::Undecided => 3,
        Standing::Above => 4,
    }
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
