//! Nothing that is recorded is lost: counts are exact over threads, recursion, panics and cancellation.
#![cfg(feature = "monitoring")]

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::{ContextSnapshot, snapshot};
use private::{Identity, Kind, SiteInfo};

perf_runtime::install_allocator!();

/// What the attribute expands to, by hand: the macro crate has tests of its own.
macro_rules! site {
    ($name:literal) => {
        private::site!(SiteInfo::new(
            Kind::Function,
            $name,
            line!(),
            1,
            private::place!(),
            &[],
            Identity::new($name, "", &[], 10.0, 50.0)
        ))
    };
}

/// The figures of a site by the contexts it was called in.
fn contexts(name: &str) -> Vec<ContextSnapshot> {
    let mut sites = snapshot().sites.into_iter();
    sites
        .find(|site| site.site.path() == name)
        .unwrap()
        .contexts
}

/// The figures of a site that one test alone calls.
fn figures(name: &str) -> ContextSnapshot {
    let [context] = contexts(name).try_into().unwrap();
    context
}

/// All calls of a site, whichever threads made them.
fn calls(name: &str) -> u64 {
    contexts(name).iter().map(|context| context.calls).sum()
}

#[test]
fn every_call_of_every_thread_is_counted() {
    const CALLS: u64 = 10_007;
    fn work() {
        let _guard = private::enter_time(site!("counted"));
    }
    let all = || (0..CALLS).for_each(|_| work());
    let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(all)).collect();
    for thread in threads {
        thread.join().unwrap();
    }
    all();
    assert_eq!(calls("counted"), 9 * CALLS);
    for context in contexts("counted") {
        assert_eq!(context.wall.count(), context.calls);
        assert!(context.wall.max >= context.wall.min);
    }
}

#[test]
fn snapshots_during_calls_stay_close_and_none_is_lost_afterwards() {
    const CALLS: u64 = 300_000;
    fn work() {
        let _guard = private::enter_time(site!("snapshotted"));
    }
    work();
    let writer = std::thread::spawn(|| (0..CALLS).for_each(|_| work()));
    while !writer.is_finished() {
        let seen = calls("snapshotted");
        assert!(seen <= CALLS + 1, "{seen}");
    }
    writer.join().unwrap();
    assert_eq!(calls("snapshotted"), CALLS + 1);
}

#[test]
fn recursion_is_judged_by_the_outermost_call() {
    fn down(depth: u32) {
        let _guard = private::enter_time(site!("recursive"));
        if depth > 0 {
            down(depth - 1);
        }
    }
    down(200);
    down(0);
    let figures = figures("recursive");
    assert_eq!((figures.calls, figures.time.count()), (202, 2));
}

#[test]
fn a_panic_is_counted_and_is_no_sample() {
    fn fails() {
        let _guard = private::enter_time(site!("panicking"));
        std::panic::resume_unwind(Box::new("on purpose"));
    }
    for _ in 0..3 {
        catch_unwind(fails).unwrap_err();
    }
    let figures = figures("panicking");
    assert_eq!((figures.calls, figures.panics), (3, 3));
    assert_eq!(figures.wall.count(), 0);
}

#[test]
fn a_call_made_while_unwinding_has_not_panicked() {
    struct Cleanup;
    impl Drop for Cleanup {
        fn drop(&mut self) {
            let _guard = private::enter_time(site!("cleanup"));
        }
    }
    let failing = || {
        let _cleanup = Cleanup;
        std::panic::resume_unwind(Box::new("on purpose"));
    };
    catch_unwind(AssertUnwindSafe(failing)).unwrap_err();
    let figures = figures("cleanup");
    assert_eq!((figures.calls, figures.panics), (1, 0));
}

#[test]
fn calls_from_thread_local_destructors_are_counted() {
    fn work() {
        let _guard = private::enter_time(site!("destructor"));
    }
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            work();
            work();
        }
    }
    thread_local!(static EARLY: Last = const { Last });
    for _ in 0..10 {
        // Registered before the recorder's own thread-local, so destroyed after it.
        let body = || {
            EARLY.with(|_| ());
            work();
        };
        std::thread::spawn(body).join().unwrap();
    }
    assert_eq!(calls("destructor"), 30);
}

#[test]
fn allocations_bytes_and_peak_are_those_of_the_call() {
    fn allocates(bytes: usize) {
        let _guard = private::enter_memory(site!("allocating"));
        drop(std::hint::black_box(vec![1_u8; bytes]));
        drop(std::hint::black_box(vec![1_u8; bytes / 2]));
    }
    allocates(50_000);
    allocates(1000);
    allocates(2000);
    let memory = figures("allocating").memory.unwrap();
    assert_eq!(
        (memory.first_calls, memory.first_bytes, memory.first_peak),
        (1, 75_000, 50_000)
    );
    assert_eq!(
        (memory.calls, memory.max_allocations, memory.max_bytes),
        (2, 2, 3000)
    );
    assert_eq!((memory.max_peak, memory.max_net), (2000, 0));
}

#[test]
fn the_recorder_does_not_count_its_own_allocations() {
    fn inner() {
        let _guard = private::enter_time(site!("inner of quiet"));
    }
    fn quiet(call_inner: bool) {
        let _guard = private::enter_memory(site!("quiet"));
        if call_inner {
            inner();
        }
    }
    quiet(false);
    // The first call of `inner` on this thread makes its slot.
    quiet(true);
    assert_eq!(figures("quiet").memory.unwrap().max_allocations, 0);
}

/// Ready at the poll after `pending` others.
struct Yields {
    pending: u32,
}

impl Future for Yields {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.pending {
            0 => Poll::Ready(()),
            _ => {
                self.pending -= 1;
                Poll::Pending
            }
        }
    }
}

#[test]
fn a_future_is_one_call_however_often_it_is_polled() {
    const IDLE: Duration = Duration::from_millis(2);
    fn timed(pending: u32) -> impl Future<Output = ()> {
        private::timed_time(site!("polled"), Yields { pending })
    }
    let mut context = Context::from_waker(Waker::noop());
    drop(timed(3));
    {
        let mut finished = pin!(timed(3));
        for _ in 0..3 {
            assert!(finished.as_mut().poll(&mut context).is_pending());
            std::thread::sleep(IDLE);
        }
        assert!(finished.as_mut().poll(&mut context).is_ready());
        let mut cancelled = pin!(timed(3));
        assert!(cancelled.as_mut().poll(&mut context).is_pending());
    }
    let figures = figures("polled");
    assert_eq!((figures.calls, figures.cancelled), (1, 1));
    let idle = 3.0 * IDLE.as_nanos() as f64;
    let busy = figures.busy.unwrap();
    assert!(figures.wall.max >= idle && busy.max <= figures.wall.max - idle);
}

#[test]
fn phases_of_a_block_follow_each_other_and_nest_in_blocks() {
    fn phased() {
        perf_runtime::phase!("first");
        {
            perf_runtime::phase!("inside first");
        }
        perf_runtime::phase!("second");
    }
    phased();
    phased();
    let snapshot = snapshot();
    for phase in ["first", "inside first", "second"] {
        let mut sites = snapshot.sites.iter();
        let site = sites.find(|site| site.site.path().ends_with(&format!("phased/{phase}")));
        assert_eq!(site.unwrap().contexts[0].calls, 2, "{phase}");
    }
}

#[test]
fn a_named_workflow_reports_its_heap_and_its_process() {
    let add = || {
        let ones = std::hint::black_box(vec![1_u64; 1000]);
        ones.iter().sum::<u64>()
    };
    assert_eq!(perf_runtime::workflow("adding", add), 1000);
    let figures = figures("adding");
    assert_eq!(figures.memory.unwrap().first_bytes, 8000);
    let process = figures.process.unwrap();
    assert_eq!(process.runs, 1);
    assert!(process.resident_peak >= process.resident_start.max(1));
}
