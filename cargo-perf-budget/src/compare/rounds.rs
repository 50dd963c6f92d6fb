//! Runs the programs of both sides in turns, and keeps the figures of each run.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use perf_runtime::baseline::Figure;
use perf_runtime::config::{DIRECTORY_VARIABLE, MODE_VARIABLE, RUN_VARIABLE};

use super::programs::Program;
use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::runs;

/// What both sides showed, a list of figures for each round.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    pub(crate) before: Vec<Vec<Figure>>,
    pub(crate) after: Vec<Vec<Figure>>,
    /// The programs that measured anything.
    pub(crate) useful: Vec<String>,
    /// What was seen on the way, each a sentence.
    pub(crate) notes: Vec<String>,
}

/// Runs every program that both sides have, `rounds` times, the one right after the other. `wanted` are the keys of the
/// programs that are worth it; without them all are run once, and then those that measured something.
pub(crate) fn take(
    global: &Global,
    sides: [&[Program]; 2],
    rounds: usize,
    arguments: &[String],
    scratch: &Path,
    wanted: Option<&[String]>,
) -> Result<Rounds, Fault> {
    let mut pairs: Vec<(&Program, &Program)> = sides[0]
        .iter()
        .filter_map(|before| {
            let after = sides[1].iter().find(|after| after.key == before.key)?;
            Some((before, after))
        })
        .filter(|(before, _)| wanted.is_none_or(|wanted| wanted.contains(&before.key)))
        .collect();
    let mut taken = Rounds::default();
    for round in 0..rounds {
        console::status(
            global,
            "Measuring",
            &format!("round {} of {rounds}", round + 1),
        );
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut useful = Vec::new();
        for pair in &pairs {
            let run = |program: &Program, notes: &mut Vec<String>| {
                run(program, arguments, scratch, round == 0, notes)
            };
            // Whoever runs second finds warm caches, and perhaps a throttled processor: both sides take turns.
            let (a, b) = if round % 2 == 0 {
                let a = run(pair.0, &mut taken.notes)?;
                (a, run(pair.1, &mut taken.notes)?)
            } else {
                let b = run(pair.1, &mut taken.notes)?;
                (run(pair.0, &mut taken.notes)?, b)
            };
            if !(a.is_empty() || b.is_empty()) {
                useful.push(*pair);
            }
            before.extend(a);
            after.extend(b);
        }
        pairs = useful;
        taken.before.push(before);
        taken.after.push(after);
    }
    taken.useful = pairs.iter().map(|pair| pair.0.key.clone()).collect();
    Ok(taken)
}

/// The figures that one run of a program leaves.
fn run(
    program: &Program,
    arguments: &[String],
    scratch: &Path,
    is_first: bool,
    notes: &mut Vec<String>,
) -> Result<Vec<Figure>, Fault> {
    let failed = |error| Fault::io("use the folder", scratch, &error);
    if scratch.exists() {
        fs::remove_dir_all(scratch).map_err(failed)?;
    }
    fs::create_dir_all(scratch).map_err(failed)?;
    let log = scratch.join("output.txt");
    let out = File::create(&log).map_err(|error| Fault::io("create", &log, &error))?;
    let err = out
        .try_clone()
        .map_err(|error| Fault::io("write", &log, &error))?;
    let status = program
        .command()
        .args(arguments)
        .env(MODE_VARIABLE, "collect")
        .env(RUN_VARIABLE, "compare")
        .env(DIRECTORY_VARIABLE, scratch)
        .stdout(Stdio::from(out))
        .stderr(Stdio::from(err))
        .status()
        .map_err(|error| Fault::new(Exit::Io, format!("cannot run {}: {error}", program.key)))?;
    if !status.success() && is_first {
        notes.push(format!(
            "{} ended with {status}: what it did not get to is missing here",
            program.key
        ));
    }
    let folder = scratch.join("runs").join("compare");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let merged = runs::merged(&[folder])?;
    if is_first {
        notes.extend(merged.refused.iter().map(Fault::in_one_line));
    }
    Ok(merged.report.all_figures())
}
