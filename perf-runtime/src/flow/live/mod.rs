//! What is told of a workflow while it runs: a line on the terminal, and a warning when it has spent its limit.
//!
//! ```text
//! watch    the one thread that looks at open runs a few times a second
//! wanted   whether anybody would see the line
//! line     what the line says
//! ```
//!
//! Both speak of declared limits: those of machine classes are for reports, which read `perf-budget.toml` at the end.
//!
//! The thread exists only while runs are open that it could tell of: on a terminal that wants the line, or with a limit and
//! a `tracing` subscriber that would hear the warning. Samples never pass here.

mod line;
mod wanted;
mod watch;

pub use wanted::live_line;
pub(crate) use watch::clear;
pub(super) use watch::{Guard, Watch, locked};
pub(super) use watch::{run_has_ended, run_has_started};
