//! The exit statuses of perf-runtime, kept away from 1 and 101, which test programs use themselves.
//!
//! A process that already fails keeps its own status; these take the place of 0 only.

/// A budget is broken.
pub const OVER: u8 = 90;
/// The limit of a function that was called could not be measured.
pub const NOT_MEASURED: u8 = 91;
/// The evidence decides nothing, and the policy is strict.
pub const INCONCLUSIVE: u8 = 92;
/// No budget is registered, and enforcement was asked for.
pub const NOTHING_REGISTERED: u8 = 93;
/// An environment variable, an option or the file of settings cannot be obeyed.
pub const BAD_CONFIG: u8 = 94;
/// A file cannot be read or written. At the end of a process only where run files are all that is asked for: elsewhere the
/// budgets are judged without one.
pub const IO: u8 = 95;
/// The judging itself failed, or did not end: nothing is known of the budgets.
pub const JUDGING_FAILED: u8 = 96;
