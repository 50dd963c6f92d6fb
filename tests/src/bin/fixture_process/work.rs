//! The annotated functions: one that keeps its budget, one that breaks it, one whose limit cannot be measured,
//! two that panic.

use std::time::Duration;

use perf_runtime::perf_budget;

/// Keeps its budget.
#[perf_budget(max_s = 5)]
pub(crate) fn quick(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'a').count()
}

/// Breaks its budget thirtyfold, on a machine of any speed.
#[perf_budget(max_ms = 1)]
pub(crate) fn slow() {
    std::thread::sleep(Duration::from_millis(30));
}

/// Asks for what nobody counts here: this program installs no allocator.
#[perf_budget(max_allocs = 3)]
pub(crate) fn uncounted() -> Vec<u8> {
    vec![1, 2, 3]
}

/// Panics, within its budget.
#[perf_budget(max_s = 5)]
pub(crate) fn fails(_because: &str) {
    panic!("on purpose");
}

/// Lets a panic of another thread go on.
#[perf_budget(max_s = 5)]
pub(crate) fn passes_on(result: std::thread::Result<()>) {
    if let Err(payload) = result {
        std::panic::resume_unwind(payload);
    }
}
