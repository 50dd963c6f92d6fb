//! What the loader runs before `main`: refuses a bad environment before any work is done, and asks to be called at exit.

use std::panic::catch_unwind;
use std::sync::OnceLock;
use std::time::{Instant, SystemTime};

use super::{fork, platform};
use crate::config::{self, Mode};
use crate::flow;
use crate::guard::local;
use crate::process::{exit_code, facts};
use crate::terminal;
use crate::{record, startup};

/// Run by the loader. The linker keeps it in every program that links this crate, called or not, because rustc passes all
/// `#[used]` statics of rlibs on: a test process that reaches no site still hears of a bad environment.
#[used]
#[cfg_attr(
    target_vendor = "apple",
    unsafe(link_section = "__DATA,__mod_init_func")
)]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static AT_START: extern "C" fn() = at_start;

/// When a process started, on both clocks.
#[derive(Debug, Clone, Copy)]
pub(in crate::process) struct Start {
    /// For durations.
    pub(in crate::process) instant: Instant,
    /// For the calendar.
    pub(in crate::process) time: SystemTime,
}

/// When this process started, as near as a loaded program can tell.
pub(in crate::process) fn start() -> Start {
    static START: OnceLock<Start> = OnceLock::new();
    *START.get_or_init(|| Start {
        instant: Instant::now(),
        time: SystemTime::now(),
    })
}

extern "C" fn at_start() {
    // Unwinding must not reach the loader. The panic itself was printed; without a hook, exit has nothing to judge, so
    // the process must not go on as if it had.
    //
    // Reading the environment allocates. In a program whose allocator is annotated, the first call of a site asks whether
    // anything is to be recorded, and would wait for ever for the answer that is being looked up here.
    if catch_unwind(|| local::inside(begin)).is_err() {
        refuse(
            "perf-budget: the start hook failed; set PERF_BUDGET=off to run without budgets",
            exit_code::JUDGING_FAILED,
        );
    }
}

fn begin() {
    startup::note_loaded();
    start();
    let config = match config::load() {
        Ok(config) => config,
        Err(error) => refuse(&format!("perf-budget: {error}"), exit_code::BAD_CONFIG),
    };
    if config.mode == Mode::Off {
        record::stop_recording();
        return;
    }
    record::note_start();
    let tests = facts::is_test_executable();
    record::separate_by_thread_name(tests);
    // The lines of a test runner are not ours to write between.
    flow::live_line(!tests);
    fork::remember_this_process();
    if !platform::register() {
        refuse(
            "perf-budget: libc has no memory for the exit hook; set PERF_BUDGET=off to run without budgets",
            exit_code::JUDGING_FAILED,
        );
    }
}

/// Ends the process before it did any work: a wish that cannot be obeyed must not look like one that was.
fn refuse(message: &str, code: u8) -> ! {
    terminal::write(message);
    // SAFETY: ends the process; nothing of it has begun, so there is nothing to finish.
    unsafe { libc::_exit(i32::from(code)) }
}
