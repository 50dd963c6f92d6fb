//! `merge`: run files of shards, machines or ranks → one.

use std::path::PathBuf;

use clap::Args;
use perf_runtime::budget::Policy;

use crate::cli::{CargoOptions, Format, Global};
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::render::{self, Answer};
use crate::workspace::{self, Workspace};
use crate::{files, runs};

/// Merge run files of several processes, shards, machines or ranks into one
///
/// Figures of the same function in the same test add up, and every verdict is made anew from the sums. The order of the
/// files does not matter. A file that cannot be used is named with the reason, the others are merged, and the exit status
/// is 95. The result is itself a run file: merge it again, or judge it with `check --from`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Run files, or folders that hold them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the merged report here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: Format,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let merged = runs::merged(&arguments.paths)?;
    for fault in &merged.refused {
        console::warn(global, &format!("left out: {fault}"));
    }
    let text = match arguments.format {
        Format::Json => render::run_file(&merged.report)?,
        format => {
            let mut answer = Answer::new(&merged.report, &Policy::default());
            if matches!(format, Format::Sarif | Format::Github) {
                answer.prefix = prefix_here();
            }
            render::text(&answer, format, &console::style(global))?
        }
    };
    match &arguments.output {
        Some(path) => files::write_whole(path, &text)?,
        None => console::answer(&text)?,
    }
    console::status(global, "Merged", &console::count(merged.files, "run file"));
    Ok(if merged.refused.is_empty() {
        Exit::Success
    } else {
        Exit::Io
    })
}

/// Where this workspace is in its repository. Run files can be merged anywhere: outside of both their paths stay.
fn prefix_here() -> String {
    let workspace = Workspace::find(&CargoOptions::default());
    workspace.map_or_else(
        |_| String::new(),
        |workspace| workspace::prefix(workspace.root()),
    )
}
