//! The unit that samples are judged in: one test, so that a test's many small inputs do not hide another's large one.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether threads are named after tests, as libtest does. Elsewhere thread names say nothing about units of work.
static BY_THREAD_NAME: AtomicBool = AtomicBool::new(false);

/// Names of contexts by number; 0 is the process.
static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// More tests than this in one process share the process's own context, so that memory stays bounded.
const MOST_CONTEXTS: usize = 20_000;

/// The whole process.
pub(super) const PROCESS: u32 = 0;

/// Keeps samples apart by the name of the thread they were taken on. To be called before the first sample.
pub fn separate_by_thread_name(on: bool) {
    BY_THREAD_NAME.store(on, Ordering::Relaxed);
}

/// The context of the calling thread.
pub(super) fn current() -> u32 {
    if !BY_THREAD_NAME.load(Ordering::Relaxed) {
        return PROCESS;
    }
    match std::thread::current().name() {
        None | Some("main") => PROCESS,
        Some(name) => number_of(name),
    }
}

fn number_of(name: &str) -> u32 {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    // A linear search would be slow for thousands of tests, but most are met once: the newest stands last.
    if let Some(found) = names.iter().rposition(|known| known == name) {
        return found as u32 + 1;
    }
    if names.len() >= MOST_CONTEXTS {
        return PROCESS;
    }
    names.push(name.to_owned());
    names.len() as u32
}

/// The name of a context; empty for the process.
pub(super) fn name_of(number: u32) -> String {
    let names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    match number.checked_sub(1) {
        None => String::new(),
        Some(index) => names.get(index as usize).cloned().unwrap_or_default(),
    }
}
