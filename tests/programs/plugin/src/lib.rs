//! A library with budgets, made to be opened by `dlopen` or linked into a program in C.

use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;

use perf_runtime::{monitored_workflow, perf_budget};

/// Keeps its budget.
#[perf_budget(max_s = 5)]
fn quick(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'a').count()
}

/// Calls `quick` ten times, and ten times more on a thread of its own.
#[unsafe(no_mangle)]
#[monitored_workflow(name = "plugin_quick", max_s = 5)]
pub extern "C" fn plugin_quick() {
    let ten_times = || (0..10).for_each(|_| assert_eq!(black_box(quick("an apple a day")), 4));
    ten_times();
    std::thread::spawn(ten_times)
        .join()
        .expect("it does not panic");
}

/// Breaks its budget thirtyfold, on a machine of any speed.
#[unsafe(no_mangle)]
#[perf_budget(max_ms = 1)]
pub extern "C" fn plugin_slow() {
    std::thread::sleep(Duration::from_millis(30));
}

/// Has `quick` called once more when the calling thread ends, which may be after the host closed this library.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_at_thread_end() {
    struct AtTheEnd(Cell<bool>);
    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            if self.0.get() {
                black_box(quick("a"));
            }
        }
    }
    thread_local!(static END: AtTheEnd = const { AtTheEnd(Cell::new(false)) });
    END.with(|end| end.0.set(true));
}

/// Has `quick` called once more by an exit handler.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_at_exit() {
    extern "C" fn handler() {
        black_box(quick("a"));
    }
    unsafe extern "C" {
        safe fn atexit(handler: extern "C" fn()) -> i32;
    }
    assert_eq!(atexit(handler), 0);
}

/// Panics in an annotated function on one thread, and lets the panic go on in the calling thread, where it ends.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_panic() {
    #[perf_budget(max_s = 5)]
    fn panics() {
        panic!("on purpose");
    }
    #[perf_budget(max_s = 5)]
    fn passes_on() {
        if let Err(payload) = std::thread::spawn(panics).join() {
            std::panic::resume_unwind(payload);
        }
    }
    assert!(std::panic::catch_unwind(passes_on).is_err());
}
