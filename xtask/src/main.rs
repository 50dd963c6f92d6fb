//! What the project runs on itself from time to time: `cargo run -p xtask -- <what>`.

mod annotate;
mod shapes;

use std::process::ExitCode;

use lexopt::{Arg, ValueExt};

const HELP: &str = "\
cargo run -p xtask -- mass-annotation [--write] [CRATE…]

  Downloads crates from the registry, puts `#[perf_budget]` on every function that may carry it, and runs their own test
  suites bare and annotated. Prints the table; with --write it goes to tests/MASS_ANNOTATION.md. CRATE: only these.

cargo run -p xtask -- shapes [--write]

  Runs the suite of shapes with and without monitoring. Prints the table; with --write it goes to tests/SHAPES.md.";

/// What to do.
enum Task {
    MassAnnotation(annotate::Options),
    Shapes(annotate::Options),
    Help,
}

fn main() -> ExitCode {
    let done = match task() {
        Ok(Task::MassAnnotation(options)) => annotate::run(&options),
        Ok(Task::Shapes(options)) => shapes::run(options.write),
        Ok(Task::Help) => {
            println!("{HELP}");
            Ok(true)
        }
        Err(error) => Err(format!("{error}\n\n{HELP}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn task() -> Result<Task, lexopt::Error> {
    let mut arguments = lexopt::Parser::from_env();
    let task = match arguments.next()? {
        Some(Arg::Value(name)) => name.string()?,
        Some(Arg::Long("help") | Arg::Short('h')) | None => return Ok(Task::Help),
        Some(other) => return Err(other.unexpected()),
    };
    let takes_names = match task.as_str() {
        "mass-annotation" => true,
        "shapes" => false,
        other => return Err(format!("no task `{other}`").into()),
    };
    let mut options = annotate::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("write") => options.write = true,
            Arg::Value(name) if takes_names => options.only.push(name.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(if takes_names {
        Task::MassAnnotation(options)
    } else {
        Task::Shapes(options)
    })
}
