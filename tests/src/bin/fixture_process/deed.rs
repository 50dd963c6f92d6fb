//! What the process does before it ends.

use std::cell::Cell;
use std::io::Write;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;

use crate::work::{fails, passes_on, quick, slow, uncounted};

/// Does the named deed; the arguments are the deed's own.
pub(crate) fn run(deed: &str, arguments: impl Iterator<Item = String>) {
    match deed {
        "nothing" => {}
        "quick" => repeat_quick(),
        "slow" => slow_three_times(),
        "uncounted" => drop(uncounted()),
        "fork" => fork_and(|| std::process::exit(0)),
        "fork-slow" => fork_and(|| {
            slow_three_times();
            std::process::exit(0)
        }),
        "thread-locals" => call_from_thread_locals(),
        "at-exit" => call_from_exit_handler(),
        "busy-threads" => leave_threads_busy(),
        "held-stderr" => hold_stderr(),
        "subscriber" => show_events(),
        "spans" => foreign_spans(),
        "panic-hook" => panic_into_own_hook(),
        "unwinding" => unwind_across_threads(),
        "start" => start(arguments),
        "wait" => {
            quick("a");
            std::thread::sleep(Duration::from_secs(60));
        }
        other => panic!("no such deed: {other}"),
    }
}

fn repeat_quick() {
    for _ in 0..100 {
        quick("an apple a day");
    }
}

fn slow_three_times() {
    for _ in 0..3 {
        slow();
    }
}

/// Forks, lets the child do `work`, and passes a child's failure on.
fn fork_and(work: fn() -> !) {
    repeat_quick();
    // SAFETY: this process has one thread.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "fork: {}", std::io::Error::last_os_error());
    if child == 0 {
        repeat_quick();
        work()
    }
    let mut status = 0;
    // SAFETY: `status` is writable, and the child is ours.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    println!("child ended with {}", libc::WEXITSTATUS(status));
}

/// Calls annotated functions while thread-locals are destroyed: on a thread that ends, and on the main thread.
fn call_from_thread_locals() {
    struct AtTheEnd(Cell<u32>);
    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            for _ in 0..self.0.get() {
                quick("a");
            }
            slow();
        }
    }
    thread_local!(static FIRST: AtTheEnd = const { AtTheEnd(Cell::new(0)) });
    let touch = || FIRST.with(|end| end.0.set(10));
    // Destroyed after the recorder's own thread-locals in one order, before them in the other.
    std::thread::spawn(move || {
        touch();
        quick("a");
    })
    .join()
    .expect("it does not panic");
    quick("a");
    touch();
}

/// Calls annotated functions from an exit handler that runs before the one that judges.
fn call_from_exit_handler() {
    extern "C" fn handler() {
        quick("a");
        slow_three_times();
    }
    // SAFETY: the handler is a function of this executable, which stays.
    assert_eq!(unsafe { libc::atexit(handler) }, 0);
}

/// Leaves threads behind that call annotated functions for ever.
fn leave_threads_busy() {
    let (send, receive) = mpsc::channel();
    for _ in 0..3 {
        let send = send.clone();
        std::thread::spawn(move || {
            quick("a");
            send.send(()).expect("main waits");
            loop {
                quick("an apple a day");
            }
        });
    }
    receive.iter().take(3).for_each(drop);
}

/// Leaves a thread behind that holds the lock of standard error for ever.
fn hold_stderr() {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let _held = std::io::stderr().lock();
        send.send(()).expect("main waits");
        loop {
            std::thread::park();
        }
    });
    receive.recv().expect("the thread lives");
    slow_three_times();
}

/// Panics in an annotated function, with a panic hook of the program's own that calls one too.
fn panic_into_own_hook() {
    std::panic::set_hook(Box::new(|_| {
        quick("an apple a day");
        println!("the program's own hook");
    }));
    assert!(std::panic::catch_unwind(|| fails("a")).is_err());
}

/// Lets one panic go through annotated functions on three threads, one after the other.
fn unwind_across_threads() {
    let first = std::thread::spawn(|| fails("innermost")).join();
    let second = std::thread::spawn(|| passes_on(first)).join();
    let third = std::thread::spawn(|| passes_on(second)).join();
    let payload = third.expect_err("nobody caught it");
    println!("{:?}", payload.downcast_ref::<&str>());
}

/// Shows events, formatted with the thread-locals that formatting uses.
fn show_events() {
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stdout)
        .with_ansi(false)
        .init();
    slow_three_times();
}

/// Runs code of somebody else, who made spans and no annotations, below the layer that budgets them.
fn foreign_spans() {
    let subscriber = tracing_subscriber::registry().with(perf_runtime::tracing_layer());
    tracing::subscriber::set_global_default(subscriber).expect("the first subscriber");
    for _ in 0..3 {
        perf_runtime::workflow("serve", || {
            let request = tracing::info_span!(target: "dependency::server", "request", id = 7);
            // Entered twice, as the span of a future that waits in between: the wait is elapsed, not busy.
            request.in_scope(|| quick("a"));
            std::thread::sleep(Duration::from_millis(30));
            request.in_scope(|| quick("a"));
        });
        tracing::info_span!(target: "dependency", "other").in_scope(|| quick("a"));
        tracing::info_span!(target: "dependent", "request").in_scope(|| quick("a"));
    }
    tracing::info!(target: "dependency", "request");
}

/// Starts the program that the arguments name, and shows what it printed and how it ended.
fn start(mut arguments: impl Iterator<Item = String>) {
    quick("a");
    let program = arguments.next().expect("a program to start");
    let output = Command::new(program).args(arguments).output();
    let output = output.expect("the program starts");
    print!("{}", String::from_utf8_lossy(&output.stderr));
    println!("child ended with {:?}", output.status.code());
    std::io::stdout().flush().expect("the test reads it");
}
