//! The unit that samples are judged in: one test, so that a test's many small inputs do not hide another's large one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Whether threads are named after tests, as libtest does. Elsewhere thread names say nothing about units of work.
static BY_THREAD_NAME: AtomicBool = AtomicBool::new(false);

/// Contexts by name and by number; number 0 is the process.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

static NAMES: Mutex<Option<Names>> = Mutex::new(None);

/// The names, locked.
pub(super) type Guard = MutexGuard<'static, Option<Names>>;

pub(super) fn locked() -> Guard {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

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
    let mut names = locked();
    let names = names.get_or_insert_default();
    if let Some(number) = names.numbers.get(name) {
        return *number;
    }
    if names.names.len() >= MOST_CONTEXTS {
        return PROCESS;
    }
    let name: Arc<str> = name.into();
    names.names.push(Arc::clone(&name));
    let number = names.names.len() as u32;
    names.numbers.insert(name, number);
    number
}

/// The name of a context; empty for the process.
pub(super) fn name_of(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else {
        return String::new();
    };
    let names = locked();
    let name = names
        .as_ref()
        .and_then(|names| names.names.get(index as usize));
    name.map(ToString::to_string).unwrap_or_default()
}
