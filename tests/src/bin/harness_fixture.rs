//! A workload harness with one budget of each kind, for the tests that start it with a filter.

use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use perf_runtime::{Workload, perf_budget, perf_workload};

perf_runtime::install_allocator!();

/// Far from its limit on any machine.
#[perf_budget(max_s = 1.0, max_p95_s = 2.0, max_cpu_s = 1.0, max_allocs = 0)]
pub fn healthy(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// Sleeps longer than its limit, which no machine can mend.
#[perf_budget(max_ms = 1.0)]
pub fn sleeps() {
    std::thread::sleep(Duration::from_millis(3));
}

/// Allocates although it must not.
#[perf_budget(max_allocs = 0)]
pub fn allocates(length: usize) -> Vec<u8> {
    vec![1; length]
}

/// No workload calls it.
#[perf_budget(max_ms = 1.0)]
pub fn forgotten() {}

/// Called by a workload that panics.
#[perf_budget(max_ms = 1000.0)]
pub fn called_before_a_panic() {}

/// Elapsed time of a future that sleeps.
#[perf_budget(max_ms = 1.0)]
pub async fn naps() {
    std::thread::sleep(Duration::from_millis(3));
}

/// Called on a thread that lives as long as the process; over its limit for one size only.
#[perf_budget(max_ms = 1.0)]
pub fn pooled(size: usize) {
    if size > 1 {
        thread::sleep(Duration::from_millis(3));
    }
}

/// Reached by two workloads, one of which may fail before it gets there.
#[perf_budget(max_s = 1.0)]
pub fn of_two_workloads() {}

mod twins {
    pub(super) mod a {
        #[perf_runtime::perf_budget(max_s = 1.0)]
        pub(crate) fn twin() {}
    }
    pub(super) mod b {
        #[perf_runtime::perf_budget(max_s = 1.0)]
        pub(crate) fn twin() {}
    }
}

#[perf_workload(sizes = [10, 1000], covers(healthy))]
fn sums(w: &mut Workload) {
    let values = vec![1.0; w.size()];
    w.run(|| healthy(&values));
}

#[perf_workload]
fn discovered(w: &mut Workload) {
    w.run(sleeps);
    w.run_with(|| 100, allocates);
}

#[perf_workload]
fn futures(w: &mut Workload) {
    w.run_async(naps);
}

#[perf_workload(covers(called_before_a_panic))]
fn panics(w: &mut Workload) {
    w.run(called_before_a_panic);
    panic!("on purpose");
}

/// Runs `pooled` as a pool would: it is told what to do, and says when it is done.
fn on_a_thread_that_stays(size: usize) {
    type Order = (usize, Sender<()>);
    static POOL: OnceLock<Sender<Order>> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let (orders, taken) = channel::<Order>();
        thread::spawn(move || {
            for (size, done) in taken {
                pooled(size);
                let _ = done.send(());
            }
        });
        orders
    });
    let (done, waits) = channel();
    pool.send((size, done)).unwrap();
    waits.recv().unwrap();
}

#[perf_workload(sizes = [1, 2], threads = [2], covers(pooled))]
fn pool(w: &mut Workload) {
    let size = w.size();
    w.run(|| on_a_thread_that_stays(size));
}

#[perf_workload]
fn small_input(w: &mut Workload) {
    w.run(of_two_workloads);
}

#[perf_workload]
fn large_input(w: &mut Workload) {
    assert!(
        std::env::var_os("FIXTURE_WITHOUT_DATA").is_none(),
        "no data"
    );
    w.run(of_two_workloads);
}

#[perf_workload(covers(twin, b::twin, nowhere))]
fn misnamed(w: &mut Workload) {
    w.run(|| {
        twins::a::twin();
        twins::b::twin();
    });
}

fn main() -> ExitCode {
    perf_runtime::testing::main()
}
