//! Floor 3: how long a program takes to be ready, told by a process that was started to be measured.
//!
//! ```text
//! settings  `[startup]` of perf-budget.toml → limits, or what is wrong with them
//! stamps    when this process was loaded, called something measured for the first time, and was ready
//! record    what the process tells whoever started it
//! ```
//!
//! Outside of a measurement a process pays one relaxed load where a phase ends, and one where a thread begins.

#[cfg(unix)]
mod record;
mod settings;
#[cfg(unix)]
mod stamps;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod stamps;

#[cfg(unix)]
pub(crate) use record::{StartupRecord, TimedPhase};
pub use settings::StartupSettings;
#[cfg(unix)]
pub(crate) use stamps::{FILE_VARIABLE, monotonic_ns, note_loaded};
pub(crate) use stamps::{
    PhaseStart, begin_phase, complete, end_phase, is_measured, note_first_call,
};
