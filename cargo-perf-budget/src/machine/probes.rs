//! The runtime's probes, each asked once.

use perf_runtime::probe::{counters::Counters, cpu, machine::Fingerprint, run_queue, steal};
use perf_runtime::{clock, process};

use super::Finding;

/// With one core the tests, the compiler and everything else share it.
const ENOUGH_CORES: usize = 2;

pub(super) fn all() -> Vec<Finding> {
    vec![
        clock(),
        cpu_time(),
        run_queue_wait(),
        counters(),
        stolen(),
        machine(),
        enforcement(),
        allocator(),
    ]
}

fn clock() -> Finding {
    match clock::name() {
        "tsc" => Finding::works(
            "clock",
            "time-stamp counter: a sample costs some tens of nanoseconds",
        ),
        name => Finding::limited(
            "clock",
            format!(
                "{name}: no invariant time-stamp counter, a sample costs about three times as much"
            ),
            "nothing to do: calls of microseconds and longer are judged as well; many virtual machines hide the counter",
        ),
    }
}

fn cpu_time() -> Finding {
    match cpu::thread_ns() {
        Ok(_) => Finding::works("CPU time", "read per thread: preemption is told from work"),
        Err(reason) => Finding::missing(
            "CPU time",
            reason.reason(),
            "limits on CPU time are not measured here; run these budgets on Linux or macOS",
        ),
    }
}

fn run_queue_wait() -> Finding {
    match run_queue::thread_wait_ns() {
        Ok(_) => Finding::works(
            "run-queue wait",
            "read per thread: waiting for a processor does not count",
        ),
        Err(reason) => Finding::missing(
            "run-queue wait",
            reason.reason(),
            "on Linux: mount /proc, and a kernel with CONFIG_SCHED_INFO; without it a busy machine makes calls look slower",
        ),
    }
}

fn counters() -> Finding {
    match Counters::open().and_then(|mut counters| counters.read()) {
        Ok(_) => Finding::works(
            "instruction counter",
            "counts user instructions in workloads",
        ),
        Err(reason) => Finding::missing(
            "instruction counter",
            reason.reason(),
            "as root: `sysctl kernel.perf_event_paranoid=2`; in Docker: `--cap-add PERFMON`; in a virtual machine: enable its \
             PMU. Without it workloads are judged by their ratio to a reference spin",
        ),
    }
}

fn stolen() -> Finding {
    match steal::Stolen::so_far() {
        Ok(stolen) => Finding::works(
            "stolen time",
            format!(
                "{:.1} s since the machine started",
                stolen.all_ns() as f64 / 1e9
            ),
        ),
        Err(reason) => Finding::missing(
            "stolen time",
            reason.reason(),
            "nothing to do: reports cannot say then that a hypervisor took the processor",
        ),
    }
}

fn machine() -> Finding {
    let fingerprint = Fingerprint::of_this_machine();
    let says = fingerprint.to_string();
    if fingerprint.cores < ENOUGH_CORES {
        let remedy =
            "give the machine a second core: everything else that runs disturbs the tests now";
        return Finding::limited("machine", says, remedy);
    }
    Finding::works("machine", says)
}

fn enforcement() -> Finding {
    let how = process::ENFORCEMENT;
    if how.starts_with("none") {
        let remedy =
            "use the workload harness, or judge the run files with `cargo perf-budget check`";
        return Finding::missing("enforcement at exit", how, remedy);
    }
    Finding::works("enforcement at exit", how)
}

fn allocator() -> Finding {
    Finding::limited(
        "allocations",
        "counted in programs and tests that install the counting allocator",
        "limits on allocations need `perf_runtime::install_allocator!();` in each test file, or in the library under cfg(test)",
    )
}
