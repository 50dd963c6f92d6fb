//! One process, from its start until it is ready, or why there is no figure.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::config::MODE_VARIABLE;
use crate::startup::{FILE_VARIABLE, StartupRecord, TimedPhase, monotonic_ns};

/// A program that is not ready by now will not be.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at the process: rare enough to leave it the processor.
const LOOK: Duration = Duration::from_millis(1);

/// What a process says before it fails, at most, in bytes.
const LAST_WORDS: usize = 300;

/// The times of one process, in nanoseconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Times {
    /// From its start to its first constructor: the system loads it, the linker links it.
    pub(super) loading: f64,
    /// From there to the first call of anything measured: other constructors, and the beginning of `main`.
    pub(super) entering: f64,
    /// From its start, and from its first constructor, until it was ready.
    pub(super) total: f64,
    pub(super) ready: f64,
    /// How long it waited for a processor in all, and after its first constructor.
    pub(super) waited: f64,
    pub(super) ready_waited: f64,
    pub(super) phases: Vec<TimedPhase>,
}

/// Starts the program, in a folder or where this process is, and waits until it is ready.
pub(super) fn ready(
    program: &Path,
    arguments: &[OsString],
    folder: Option<&Path>,
) -> Result<Times, String> {
    let files =
        Files::new().map_err(|error| format!("there is no room for its answer: {error}"))?;
    let stderr = File::create(&files.stderr).map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env(FILE_VARIABLE, &files.answer)
        // Phases are recorded whatever this process was asked for, and nothing is judged there.
        .env(MODE_VARIABLE, "report")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr);
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let started = monotonic_ns();
    let mut child = command
        .spawn()
        .map_err(|error| format!("`{}` cannot be started: {error}", program.display()))?;
    let status = wait(&mut child).map_err(|error| error.to_string())?;
    let Some(status) = status else {
        return Err(format!("it was not ready within {} s", PATIENCE.as_secs()));
    };
    let answer = fs::read_to_string(&files.answer).unwrap_or_default();
    match StartupRecord::parse(&answer) {
        Some(record) if status.success() => Ok(times(record, started)),
        _ => Err(early(status, &files.stderr)),
    }
}

/// Waits for the end; a process that does not come to one is ended.
fn wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}

fn early(status: ExitStatus, stderr: &Path) -> String {
    if status.success() {
        return "it ended without a call of `perf_runtime::startup_complete()`, or was built without the feature `monitoring`"
            .to_owned();
    }
    let words = fs::read(stderr).unwrap_or_default();
    let words = String::from_utf8_lossy(&words);
    let words = words.trim().replace('\n', " ");
    let from = words.len().saturating_sub(LAST_WORDS);
    let from = (from..=words.len()).find(|at| words.is_char_boundary(*at));
    let words = &words[from.unwrap_or(words.len())..];
    match words {
        "" => format!("it failed before it was ready ({status})"),
        words => format!("it failed before it was ready ({status}): {words}"),
    }
}

fn times(record: StartupRecord, started: u64) -> Times {
    let since = |later: u64, earlier: u64| later.saturating_sub(earlier) as f64;
    Times {
        loading: since(record.loaded_ns, started),
        entering: since(record.entered_ns, record.loaded_ns),
        total: since(record.ready_ns, started),
        ready: since(record.ready_ns, record.loaded_ns),
        waited: record.wait_ns as f64,
        ready_waited: since(record.wait_ns, record.loaded_wait_ns),
        phases: record.phases,
    }
}

/// Two files of one process, removed when they are dropped.
struct Files {
    answer: PathBuf,
    stderr: PathBuf,
}

impl Files {
    fn new() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("perf-budget-startup-{}-{number}", std::process::id());
        let answer = std::env::temp_dir().join(name);
        let stderr = answer.with_extension("stderr");
        // Nobody else's: what is there already, in a folder for all, may be a link to anywhere.
        File::create_new(&answer)?;
        let files = Self { answer, stderr };
        File::create_new(&files.stderr)?;
        Ok(files)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_file(&self.answer);
        let _ = fs::remove_file(&self.stderr);
    }
}
