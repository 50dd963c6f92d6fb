//! Validates the verdicts of the workload harness under noise: functions of known cost against limits at known
//! distances, each check a fresh process that runs `perf_runtime::testing::main` as a user's test target does.
//!
//! ```text
//! cargo run --release -p perf-tests --features monitoring --bin verdict_validation -- --checks 3000 --markdown FILE
//! ```
//!
//! `--checks N` is the number of checks of healthy core-bound functions in all; every other cell of the table gets as
//! many as one of those functions under one noise. `--log FILE` adds each check to a file as soon as it is made, and makes the
//! table of all that are in it; with `--checks 0` of those alone. `--ours-alone`
//! leaves out what is set beside our verdicts. `--assert` ends with an error when a promise is broken that no noise
//! excuses. Without arguments the short form runs.

mod cell;
mod change;
mod check;
mod log;
mod neighbours;
mod options;
mod plain;
mod plan;
mod subject;
mod table;
mod truth;
mod wilson;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use options::Options;
use plan::Results;

fn main() -> ExitCode {
    if let Some(subject) = subject::asked_for() {
        subject.register();
        return perf_runtime::testing::main();
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["busy", kind] => neighbours::be_busy(kind),
        ["samples", name] => {
            for sample in change::samples_ns(name) {
                println!("{sample}");
            }
        }
        ["plain", name] => println!("{}", plain::median_of_30_ns(name)),
        _ => match Options::parse(arguments) {
            Ok(options) => return validate(&options),
            Err(why) => {
                eprintln!("verdict_validation: {why}");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

fn validate(options: &Options) -> ExitCode {
    let results = match Results::gather(options) {
        Ok(results) => results,
        Err(error) => {
            let log = options.log.as_deref().unwrap_or(Path::new(""));
            eprintln!("verdict_validation: {}: {error}", log.display());
            return ExitCode::FAILURE;
        }
    };
    let text = table::markdown(&results);
    println!("{text}");
    if let Some(file) = &options.markdown
        && let Err(error) = std::fs::write(file, &text)
    {
        eprintln!(
            "verdict_validation: {} is not written: {error}",
            file.display()
        );
        return ExitCode::FAILURE;
    }
    let broken = results.broken_promises();
    for promise in &broken {
        eprintln!("verdict_validation: {promise}");
    }
    if options.assert && !broken.is_empty() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
