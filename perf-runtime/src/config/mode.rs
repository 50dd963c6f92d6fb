//! What a process does with its budgets, and the cached answer that the recorder may ask for at any time.

use std::ffi::OsStr;
use std::sync::atomic::{AtomicU8, Ordering};

use super::environment::load;

/// What a process does with its budgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Mode {
    /// Enforce in a test process, report in an ordinary program that nobody but a person started.
    #[default]
    Automatic = 1,
    /// Report, and fail the process when the gate fails, whatever the process is.
    Enforce = 2,
    /// Report, and keep the exit status, whatever the process is.
    Report = 3,
    /// Record nothing, say nothing, write nothing.
    Off = 4,
    /// Record and write the run file, and leave judging and talking to whoever reads it.
    Collect = 5,
}

impl Mode {
    /// The mode that the word asks for; an empty word is no wish.
    pub(super) fn parse(word: &OsStr) -> Option<Self> {
        match word.to_str()? {
            "" => Some(Self::Automatic),
            "enforce" => Some(Self::Enforce),
            "report" => Some(Self::Report),
            "off" => Some(Self::Off),
            "collect" => Some(Self::Collect),
            _ => None,
        }
    }
}

/// Discriminant of the mode once it was read; 0 before.
static READ: AtomicU8 = AtomicU8::new(0);

/// What this process does with its budgets: one relaxed load once the environment was read.
///
/// A value of `PERF_BUDGET` that is refused counts as [`Mode::Automatic`]: a typing error must not stop the recording.
#[must_use]
pub fn mode() -> Mode {
    match READ.load(Ordering::Relaxed) {
        1 => Mode::Automatic,
        2 => Mode::Enforce,
        3 => Mode::Report,
        4 => Mode::Off,
        5 => Mode::Collect,
        _ => {
            let mode = load().map_or(Mode::Automatic, |config| config.mode);
            READ.store(mode as u8, Ordering::Relaxed);
            mode
        }
    }
}
