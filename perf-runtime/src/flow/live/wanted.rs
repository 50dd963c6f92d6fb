//! Whether anybody would see the live line.

use std::env;
use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};

use once_cell::race::OnceBool;

use crate::config;

static ALLOWED: AtomicBool = AtomicBool::new(true);

/// Says whether long workflows may show a live line on the terminal that standard error is: its name, its phase, the time so
/// far and how much of its limit that is. They may unless told otherwise.
///
/// For programs that draw progress of their own. Users switch the line off with `PERF_BUDGET_LIVE=off`; without a terminal,
/// in tests and where `CI` is set, there is none.
pub fn live_line(allowed: bool) {
    ALLOWED.store(allowed, Ordering::Relaxed);
}

/// Whether the line may be drawn now.
pub(super) fn is_wanted() -> bool {
    ALLOWED.load(Ordering::Relaxed) && {
        static SEEN: OnceBool = OnceBool::new();
        SEEN.get_or_init(is_seen)
    }
}

/// Whether standard error is a terminal that somebody may look at.
fn is_seen() -> bool {
    let says = |name, silence: &str| {
        let value = env::var_os(name);
        value.is_some_and(|value| !value.is_empty() && value != silence)
    };
    let switched_off = config::load().is_ok_and(|config| config.no_live_line);
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb && !switched_off && !says("CI", "false")
}
