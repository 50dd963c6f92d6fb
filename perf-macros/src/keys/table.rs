//! The table itself.

use super::Attribute::{Budget, Workflow, Workload};
use super::Metric::{
    AllocatedBytes, Allocations, Busy, Calls, Cpu, Instructions, PeakBytes, ResidentBytes, Time,
};
use super::Statistic::{Maximum, Median, P95, P99};
use super::{Attribute, Key, Limited, Metric, Statistic, Support, Takes, Unit};

const NS: Unit = Unit {
    factor: 1.0,
    plural: "nanoseconds",
    example: "500",
};
const US: Unit = Unit {
    factor: 1e3,
    plural: "microseconds",
    example: "1.5",
};
const MS: Unit = Unit {
    factor: 1e6,
    plural: "milliseconds",
    example: "2.0",
};
const S: Unit = Unit {
    factor: 1e9,
    plural: "seconds",
    example: "5.0",
};
const BYTES: Unit = Unit {
    factor: 1.0,
    plural: "bytes",
    example: "4096",
};
const KB: Unit = Unit {
    factor: 1024.0,
    plural: "kilobytes",
    example: "64",
};
const MB: Unit = Unit {
    factor: 1_048_576.0,
    plural: "megabytes",
    example: "100",
};
const ALLOCATIONS: Unit = Unit {
    factor: 1.0,
    plural: "allocations",
    example: "0",
};
const INSTRUCTIONS: Unit = Unit {
    factor: 1.0,
    plural: "instructions",
    example: "20_000",
};

const CALLS: Unit = Unit {
    factor: 1.0,
    plural: "calls",
    example: "1",
};

const MEASURED: &[Attribute] = &[Budget, Workflow];
const ANY: &[Attribute] = &[Budget, Workflow, Workload];

const TYPICAL: &str = "time of a typical call (median of calls)";
const P95_TIME: &str = "time that 95 of 100 calls stay below";
const P99_TIME: &str = "time that 99 of 100 calls stay below";
const CPU: &str = "CPU time of the calling thread (median of calls)";
const BUSY: &str = "async: time being polled (median of calls); `max_ms` is elapsed time";
const ALLOCATED: &str = "bytes allocated per call (1 kb = 1024 bytes, 1 mb = 1024 kb)";
const PEAK: &str = "live heap above the level at entry";
const RESIDENT: &str = "resident memory of the process while the workflow runs";

/// Every key of every attribute, in the order of the manual.
pub(crate) const TABLE: &[Key] = &[
    limit("max_ns", Time, Median, NS, TYPICAL),
    limit("max_us", Time, Median, US, TYPICAL),
    limit("max_ms", Time, Median, MS, TYPICAL),
    limit("max_s", Time, Median, S, TYPICAL),
    limit("max_p95_ns", Time, P95, NS, P95_TIME),
    limit("max_p95_us", Time, P95, US, P95_TIME),
    limit("max_p95_ms", Time, P95, MS, P95_TIME),
    limit("max_p95_s", Time, P95, S, P95_TIME),
    limit("max_p99_ns", Time, P99, NS, P99_TIME),
    limit("max_p99_us", Time, P99, US, P99_TIME),
    limit("max_p99_ms", Time, P99, MS, P99_TIME),
    limit("max_p99_s", Time, P99, S, P99_TIME),
    limit("max_cpu_ns", Cpu, Median, NS, CPU),
    limit("max_cpu_us", Cpu, Median, US, CPU),
    limit("max_cpu_ms", Cpu, Median, MS, CPU),
    limit("max_cpu_s", Cpu, Median, S, CPU),
    Key {
        support: Support::Async,
        ..limit("max_busy_ns", Busy, Median, NS, BUSY)
    },
    Key {
        support: Support::Async,
        ..limit("max_busy_us", Busy, Median, US, BUSY)
    },
    Key {
        support: Support::Async,
        ..limit("max_busy_ms", Busy, Median, MS, BUSY)
    },
    Key {
        support: Support::Async,
        ..limit("max_busy_s", Busy, Median, S, BUSY)
    },
    limit(
        "max_instructions",
        Instructions,
        Median,
        INSTRUCTIONS,
        "retired user instructions of a typical call; judged by workloads, where the machine counts them",
    ),
    limit(
        "max_allocs",
        Allocations,
        Maximum,
        ALLOCATIONS,
        "allocations per call",
    ),
    limit("max_alloc_bytes", AllocatedBytes, Maximum, BYTES, ALLOCATED),
    limit("max_alloc_kb", AllocatedBytes, Maximum, KB, ALLOCATED),
    limit("max_alloc_mb", AllocatedBytes, Maximum, MB, ALLOCATED),
    limit("max_peak_bytes", PeakBytes, Maximum, BYTES, PEAK),
    limit("max_peak_kb", PeakBytes, Maximum, KB, PEAK),
    limit("max_peak_mb", PeakBytes, Maximum, MB, PEAK),
    Key {
        on: &[Workflow],
        ..limit("max_rss_bytes", ResidentBytes, Maximum, BYTES, RESIDENT)
    },
    Key {
        on: &[Workflow],
        ..limit("max_rss_kb", ResidentBytes, Maximum, KB, RESIDENT)
    },
    Key {
        on: &[Workflow],
        ..limit("max_rss_mb", ResidentBytes, Maximum, MB, RESIDENT)
    },
    Key {
        on: &[Budget],
        ..limit(
            "max_calls",
            Calls,
            Maximum,
            CALLS,
            "calls within one run of the workflow around it",
        )
    },
    other(
        "max_growth",
        Takes::Growth,
        MEASURED,
        "how time may grow with `size`; judged by workloads over at least four sizes",
    ),
    other(
        "size",
        Takes::Expression,
        MEASURED,
        "the size that `max_growth` is about: an expression of the arguments, as at entry",
    ),
    other(
        "max_regression_percent",
        Takes::Percent,
        MEASURED,
        "by how much any figure may grow since the accepted baseline",
    ),
    other(
        "min_improvement_percent",
        Takes::Percent,
        MEASURED,
        "by how much the typical time must stay below that of the baseline `since`",
    ),
    other(
        "since",
        Takes::Text,
        MEASURED,
        "the older baseline that `min_improvement_percent` is about",
    ),
    other(
        "warning_percent",
        Takes::Percent,
        MEASURED,
        "excess from which an alert is a warning (10)",
    ),
    other(
        "critical_percent",
        Takes::Percent,
        MEASURED,
        "excess from which an alert is critical (50)",
    ),
    other(
        "name",
        Takes::Text,
        MEASURED,
        "name in reports, instead of the function's",
    ),
    other("owner", Takes::Text, MEASURED, "who answers for the budget"),
    other("tags", Takes::Texts, MEASURED, "words to select budgets by"),
    other(
        "sizes",
        Takes::Counts,
        &[Workload],
        "input sizes to run with, one after the other",
    ),
    other(
        "threads",
        Takes::Counts,
        &[Workload],
        "numbers of threads to run on, one after the other",
    ),
    other(
        "covers",
        Takes::Paths,
        &[Workload],
        "annotated functions that the workload exercises",
    ),
    other(
        "skip",
        Takes::Flag,
        MEASURED,
        "leaves one function out of the attribute of its `impl` block or module",
    ),
    other(
        "crate",
        Takes::Path,
        ANY,
        "path of the runtime, where it is only reachable through a re-export",
    ),
    planned(
        "max_complexity",
        "cyclomatic complexity",
        "nothing reads the source of functions",
    ),
    planned(
        "max_lines",
        "lines of the function",
        "nothing reads the source of functions",
    ),
];

const fn limit(
    name: &'static str,
    metric: Metric,
    statistic: Statistic,
    unit: Unit,
    about: &'static str,
) -> Key {
    let takes = Takes::Limit(Limited {
        metric,
        statistic,
        unit,
    });
    Key {
        name,
        takes,
        on: MEASURED,
        support: Support::Yes,
        about,
    }
}

const fn other(
    name: &'static str,
    takes: Takes,
    on: &'static [Attribute],
    about: &'static str,
) -> Key {
    Key {
        name,
        takes,
        on,
        support: Support::Yes,
        about,
    }
}

const fn planned(name: &'static str, about: &'static str, reason: &'static str) -> Key {
    Key {
        name,
        takes: Takes::Nothing,
        on: MEASURED,
        support: Support::Planned(reason),
        about,
    }
}
