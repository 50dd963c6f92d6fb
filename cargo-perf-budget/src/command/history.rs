//! `history`: every check that was kept, out as JSON lines and in again.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::baseline::Machine;
use crate::cli::{CargoOptions, Global};
use crate::console::{self, clean};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::history::{self, Entry, History};
use crate::settings::Settings;
use crate::workspace::{Commit, Workspace};

/// The checks that were kept
///
/// Every `check` is appended to a SQLite database, `target/perf-budget/history.sqlite` unless `[history] file` in
/// perf-budget.toml or --history names another. `cargo clean` removes the one in the target folder: export it, or name a
/// file elsewhere.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    action: Action,
}

/// Where the database is.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The database [default: what perf-budget.toml says, or history.sqlite beside the run files]
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) history: Option<PathBuf>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", global = true)]
    pub(crate) manifest_path: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The newest checks
    List {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 20)]
        last: usize,
    },
    /// All checks as JSON lines on standard output, one check a line
    Export,
    /// Append the checks of an export; those that are there already are left out
    Import {
        /// The export; standard input when left out
        file: Option<PathBuf>,
    },
}

impl Place {
    /// The database that is meant, without a workspace where --history names it.
    pub(crate) fn path(&self) -> Result<PathBuf, Fault> {
        if let Some(path) = &self.history {
            return Ok(path.clone());
        }
        let workspace = Workspace::find(&CargoOptions::of_manifest(self.manifest_path.clone()))?;
        let settings = Settings::load(workspace.root())?;
        path(&workspace, &settings)
    }
}

/// The database of a workspace.
pub(crate) fn path(workspace: &Workspace, settings: &Settings) -> Result<PathBuf, Fault> {
    match &settings.history.file {
        Some(file) => Ok(workspace.root().join(file)),
        None => Ok(workspace.home()?.join("history.sqlite")),
    }
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let path = arguments.place.path()?;
    match &arguments.action {
        Action::List { last } => list(&History::existing(&path)?, *last),
        Action::Export => export(&History::existing(&path)?),
        Action::Import { file } => import(global, &mut History::open(&path)?, file.as_ref()),
    }
}

fn list(history: &History, last: usize) -> Result<Exit, Fault> {
    let mut out = String::new();
    for entry in history.checks(last)? {
        let Entry {
            commit,
            branch,
            dirty,
            machine,
            ..
        } = &entry;
        let commit = Commit {
            hash: commit.clone(),
            branch: branch.clone(),
            dirty: *dirty,
        };
        let Machine { processor, .. } = machine;
        let _ = writeln!(
            out,
            "{}  {:<11}  {:<12}  status {:>2}  {}  {}",
            when(entry.at_unix_ms),
            clean(&commit.short()),
            clean(branch),
            entry.exit_status,
            console::count(entry.figures.len(), "figure"),
            clean(processor)
        );
    }
    console::answer(&out)?;
    Ok(Exit::Success)
}

/// `2026-01-02T03:04:05Z`.
pub(crate) fn when(unix_ms: u64) -> String {
    let seconds = i64::try_from(unix_ms / 1000).unwrap_or(i64::MAX);
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Rfc3339).unwrap_or_default()
}

/// What to say where the newest check that is kept is dated after the present: its clock or ours is wrong.
pub(crate) fn disorder(newest: u64, now: u64) -> Option<String> {
    // Clocks of machines that share a history differ by seconds.
    const TOLERATED_MS: u64 = 60_000;
    (newest > now.saturating_add(TOLERATED_MS)).then(|| {
        format!(
            "the newest check of the history is dated {}, which is to come: checks are put in order by their dates, so those \
             made until then count as older",
            when(newest)
        )
    })
}

fn export(history: &History) -> Result<Exit, Fault> {
    let checks = history.checks(usize::MAX)?;
    write_lines(&mut io::BufWriter::new(io::stdout().lock()), &checks)?;
    Ok(Exit::Success)
}

/// A reader who has seen enough, such as `head`, is no error, whether lines or the rest of the buffer are left.
fn write_lines(out: &mut impl io::Write, checks: &[Entry]) -> Result<(), Fault> {
    let forgiven = |written: io::Result<()>| match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(unwritable(&error)),
        Ok(()) => Ok(true),
    };
    for entry in checks {
        let line = history::to_line(entry)?;
        if !forgiven(out.write_all(line.as_bytes()))? {
            return Ok(());
        }
    }
    forgiven(out.flush()).map(drop)
}

fn unwritable(error: &io::Error) -> Fault {
    Fault::new(
        Exit::Io,
        format!("cannot write to standard output: {error}"),
    )
}

/// All lines or none: half an import cannot be told from a whole one.
fn import(global: &Global, history: &mut History, file: Option<&PathBuf>) -> Result<Exit, Fault> {
    let (reader, place): (Box<dyn BufRead>, String) = match file {
        None => (Box::new(io::stdin().lock()), "standard input".to_owned()),
        Some(path) => {
            let file =
                File::open(path).map_err(|error| Fault::io("read the export", path, &error))?;
            (Box::new(BufReader::new(file)), path.display().to_string())
        }
    };
    let mut entries = Vec::new();
    for (i, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| {
            Fault::new(Exit::Io, format!("cannot read the export: {error}"))
                .at(format!("{place}:{}", i + 1))
        })?;
        if !line.trim().is_empty() {
            entries.push(history::from_line(&line, &place, i + 1)?);
        }
    }
    let appended = history.append(&entries)?;
    let known = entries.len() - appended;
    console::status(
        global,
        "Imported",
        &format!(
            "{}, {known} were there already",
            console::count(appended, "check")
        ),
    );
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes nothing, for this reason.
    struct Closed(io::ErrorKind);

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_is_gone_at_the_end_is_no_error() {
        let written = |kind| write_lines(&mut Closed(kind), &[]);
        assert_eq!(written(io::ErrorKind::BrokenPipe), Ok(()));
        assert_eq!(
            written(io::ErrorKind::StorageFull).map_err(|fault| fault.exit()),
            Err(Exit::Io)
        );
    }
}
