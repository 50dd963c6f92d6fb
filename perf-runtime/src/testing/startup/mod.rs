//! The start-up of a program, measured cold: a fresh process for every figure.
//!
//! ```text
//! spawn    one process from its start until it is ready, or why there is no figure
//! cache    how much of the program the page cache held before
//! report   figures of all processes → the one report
//! ```

mod cache;
mod report;
mod spawn;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::budget::{Gate, Policy};
use crate::class::{Classes, InForce};
use crate::config::{Mode, mode};
use crate::process::{class, settings};
use crate::report::Report;
use crate::settings::SettingsError;
use crate::sink::terminal::{TerminalStyle, render};
use crate::startup::StartupSettings;
use spawn::Times;

/// Measures how long a program takes until it calls [`startup_complete`](crate::startup_complete), against `[startup]` in
/// `perf-budget.toml`:
///
/// ```toml
/// [startup]
/// ready_ms = 150    # from the first constructor until the program is ready: what the program itself does
/// total_ms = 200    # from the start of the process, loading and linking included
/// phase_ms = 50     # any `phase!` before the program is ready
/// runs = 15         # processes, after a first one that is told apart
/// ```
///
/// In an ordinary test:
///
/// ```no_run
/// # macro_rules! env { ($name:literal) => { "" } }
/// #[test]
/// fn the_tool_is_ready_soon() {
///     perf_runtime::testing::Startup::of(env!("CARGO_BIN_EXE_tool")).assert_kept();
/// }
/// # fn main() {}
/// ```
///
/// Each process ends as soon as it is ready. One that fails, ends before it is ready or takes more than a minute leaves
/// everything *not measured*.
#[derive(Debug, Clone)]
pub struct Startup {
    program: PathBuf,
    arguments: Vec<OsString>,
    settings: Option<StartupSettings>,
    elsewhere: Option<Elsewhere>,
}

/// What a program of another package than this process's has of it.
#[derive(Debug, Clone)]
struct Elsewhere {
    folder: PathBuf,
    class: Option<InForce>,
}

impl Startup {
    /// The start-up of a program, which has to be built with the feature `monitoring`.
    #[must_use]
    pub fn of(program: impl AsRef<Path>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            settings: None,
            elsewhere: None,
        }
    }

    /// With one more argument. Without any, those of `[startup]` are taken.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With limits that do not come from `perf-budget.toml`.
    #[must_use]
    pub fn with(mut self, settings: StartupSettings) -> Self {
        self.settings = Some(settings);
        self
    }

    /// Started in the folder of its package, as `cargo test` would, with the machine classes that hold there, instead of
    /// those of this process.
    #[must_use]
    pub fn within(mut self, package: impl AsRef<Path>, classes: &Classes) -> Self {
        self.elsewhere = Some(Elsewhere {
            folder: package.as_ref().to_owned(),
            class: InForce::here(classes),
        });
        self
    }

    /// Starts the program as often as the settings say, and judges what it took.
    ///
    /// # Errors
    ///
    /// When `perf-budget.toml` cannot be obeyed. What went wrong with the program is in the report.
    pub fn measure(&self) -> Result<Report, SettingsError> {
        let (folder, class) = match &self.elsewhere {
            Some(elsewhere) => (Some(&*elsewhere.folder), elsewhere.class.as_ref()),
            None => (None, class().map_err(Clone::clone)?),
        };
        let settings = match &self.settings {
            Some(settings) => settings,
            None => &settings().map_err(Clone::clone)?.startup,
        };
        let arguments = if self.arguments.is_empty() {
            settings.arguments.iter().map(OsString::from).collect()
        } else {
            self.arguments.clone()
        };
        let cached = cache::share(&self.program);
        let times: Result<Vec<Times>, String> = (0..=settings.runs)
            .map(|_| spawn::ready(&self.program, &arguments, folder))
            .collect();
        Ok(report::of(&self.program, settings, times, cached, class))
    }

    /// Measures, and panics with the report unless every limit is kept. With `PERF_BUDGET=off` it does nothing.
    ///
    /// # Panics
    ///
    /// When a limit is broken or was not measured, or `perf-budget.toml` cannot be obeyed.
    pub fn assert_kept(&self) {
        if mode() == Mode::Off {
            return;
        }
        let report = self.measure().unwrap_or_else(|error| panic!("{error}"));
        let text = render(&report, &TerminalStyle::default().verbose());
        assert!(report.gate(&Policy::default()) == Gate::Pass, "\n{text}");
        // Shown by test runners that are asked for output.
        println!("{text}");
    }
}
