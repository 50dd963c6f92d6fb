//! Another library with budgets, and with a runtime of its own.

use perf_runtime::perf_budget;

/// Breaks its budget thirtyfold, on a machine of any speed.
#[unsafe(no_mangle)]
#[perf_budget(max_ms = 1)]
pub extern "C" fn second_slow() {
    std::thread::sleep(std::time::Duration::from_millis(30));
}

/// Keeps its budget, three times over.
#[unsafe(no_mangle)]
pub extern "C" fn second_quick() {
    #[perf_budget(max_s = 5)]
    fn quick(text: &str) -> usize {
        text.len()
    }
    for text in ["a", "bc", "def"] {
        std::hint::black_box(quick(text));
    }
}
