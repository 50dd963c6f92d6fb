//! Floor 6: what happens when a process ends: is it a test, are its budgets kept, what is its exit status, where does its
//! run file go.
//!
//! ```text
//! hook ──── at start: refuses a bad environment, asks to be called at exit
//!   │       at exit:  unless this is a forked child, works on a thread of its own, within a time limit
//!   └ finish
//!       ├ facts    what process is this: executable, arguments, ancestors, test of nextest
//!       ├ role     facts → test, doctest, bench, program of a person, program started by a test
//!       ├ plan     role + PERF_BUDGET → silent, report, enforce
//!       ├ settings perf-budget.toml → the limits that hold on this machine, the budgets on spans
//!       └ run_file → run_name, store    run id, folder, atomic writing, the newest runs kept
//! ```

#[cfg(unix)]
mod ancestry;
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "only the exit hook asks for roles")
)]
mod cargo_layout;
mod elsewhere;
pub mod exit_code;
#[cfg(unix)]
mod facts;
#[cfg(unix)]
mod finish;
mod hook;
#[cfg(feature = "tracing-layer")]
mod layer;
#[cfg(unix)]
mod plan;
#[cfg(unix)]
mod role;
#[cfg(unix)]
mod run_file;
#[cfg(unix)]
mod run_name;
mod settings;
#[cfg(unix)]
mod store;

pub(crate) use cargo_layout::target_folder;
pub use elsewhere::stand_aside;
pub(crate) use elsewhere::{decided, judged_elsewhere};
pub use hook::ENFORCEMENT;
#[cfg(feature = "tracing-layer")]
pub use layer::tracing_layer;
pub(crate) use settings::{class, settings};
