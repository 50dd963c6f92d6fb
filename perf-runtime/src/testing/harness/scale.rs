//! `--scaling [FILTER] [--plot DIR]`: how workloads scale, printed and drawn.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::lock::Lock;
use crate::testing::scaling::{Scaling, scaling};

const PLOT: &str = "--plot";

const USAGE: &str = "usage: --scaling [FILTER] [--plot DIR]";

/// Measures, prints and draws; `arguments` are those behind `--scaling`.
pub(super) fn run(arguments: &[OsString]) -> ExitCode {
    match tables(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("perf-budget: {why}");
            ExitCode::FAILURE
        }
    }
}

fn tables(arguments: &[OsString]) -> Result<(), String> {
    let (filter, folder) = understood(arguments)?;
    // Before any work is done.
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let lock = Lock::take(&mut |what| eprintln!("perf-budget: {what}"));
    let tables = scaling(&filter)?;
    drop(lock);
    if tables.is_empty() {
        return Err(
            "no workload with several `sizes` or `threads` is linked into this test under that name".to_owned(),
        );
    }
    for table in tables {
        println!("{table}");
        if let Some(folder) = &folder {
            draw(&table, folder)?;
        }
    }
    Ok(())
}

fn understood(arguments: &[OsString]) -> Result<(String, Option<PathBuf>), String> {
    let (mut filter, mut folder) = (None, None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some(PLOT) => folder = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            Some(text) if filter.is_none() && !text.starts_with('-') => filter = Some(text),
            _ => return Err(format!("{argument:?} was not expected; {USAGE}")),
        }
    }
    Ok((filter.unwrap_or_default().to_owned(), folder))
}

fn draw(table: &Scaling, folder: &Path) -> Result<(), String> {
    let Some(svg) = table.to_svg() else {
        return Ok(());
    };
    let name = table
        .workload
        .replace(|c: char| !c.is_alphanumeric() && c != '_', "-");
    let path = folder.join(format!("{name}.svg"));
    fs::write(&path, svg).map_err(|error| format!("{}: {error}", path.display()))
}
