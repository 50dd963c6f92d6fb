//! All recorders merged at one instant: what the verdicts are made from.

use super::call_tree::CallTree;
use crate::site::Site;

/// Everything recorded so far, merged over threads.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Every site that is linked or was called, called or not.
    pub sites: Vec<SiteSnapshot>,
    /// What the clock can resolve and what was subtracted.
    pub clock: ClockSnapshot,
    /// Where the time of workflows went.
    pub tree: CallTree,
    /// Notes on what the recorder could not do (bounds reached, threads not read), each a sentence.
    pub notes: Vec<String>,
}

/// How the times of a snapshot were read.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct ClockSnapshot {
    /// The clock's name: `tsc` or `monotonic`.
    pub name: String,
    /// The smallest difference of two readings that means anything, in nanoseconds.
    pub resolution_ns: f64,
    /// What readings without fences may miss of the work around them, in nanoseconds: seen of a chain of operations each of
    /// which waits for the one before it. Polls of futures are read so; of other calls fenced ones tell the rest.
    #[serde(default)]
    pub overlap_ns: f64,
    /// The cost of one recording that was subtracted from each sample, in nanoseconds.
    pub overhead_ns: f64,
    /// Why run-queue wait could not be read; absent where it could.
    pub run_queue_unavailable: Option<String>,
    /// Time the hypervisor gave to other guests since the process started, in nanoseconds of the processor that lost most; 0
    /// where that is not counted. It looks like work to every clock of the process.
    pub stolen_ns: f64,
    /// Whether the counting allocator is installed.
    pub allocator_installed: bool,
}

/// One site's figures, apart for each context.
#[derive(Debug, Clone)]
pub struct SiteSnapshot {
    /// The annotated function.
    pub site: &'static Site,
    /// One entry per test (or one for the whole process outside tests); empty when the site was never called.
    pub contexts: Vec<ContextSnapshot>,
}

/// One site's figures within one test.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct ContextSnapshot {
    /// The test's name; empty for code that ran outside any named test thread.
    pub context: String,
    /// All calls, nested ones too.
    pub calls: u64,
    /// Calls that ended by unwinding: counted in `calls`, but no samples, which would time the panic hook.
    pub panics: u64,
    /// Runs that were dropped before they finished (futures).
    pub cancelled: u64,
    /// Judged time of the outermost calls, in nanoseconds: `max(CPU, wall − run-queue wait)` where the wall time came near
    /// a limit, wall time below that.
    pub time: Distribution,
    /// Wall time of the outermost calls, in nanoseconds.
    pub wall: Distribution,
    /// CPU time of the outermost calls, in nanoseconds; absent where no limit asks for it.
    pub cpu: Option<Distribution>,
    /// Busy time of a future, in nanoseconds; absent for functions that are not async.
    pub busy: Option<Distribution>,
    /// Heap figures; absent where no limit asks for them or no counting allocator is installed.
    pub memory: Option<MemorySnapshot>,
    /// Figures of the process while the workflow was open; absent for sites that are no workflows.
    pub process: Option<ProcessSnapshot>,
    /// Calls within runs of workflows; absent where no limit asks for them or no workflow called the function.
    #[serde(default)]
    pub calls_per_run: Option<CallsPerRun>,
    /// Run-queue wait that was subtracted in all, in nanoseconds.
    pub run_queue_wait_ns: f64,
    /// Figures that were asked for and could not be read: what, and why. Such limits are *not measured*.
    pub unavailable: Vec<(crate::site::Metric, String)>,
}

impl ContextSnapshot {
    /// Calls that ran to their end, and so have figures.
    #[must_use]
    pub const fn finished(&self) -> u64 {
        self.calls.saturating_sub(self.panics)
    }
}

/// Calls of one function within runs of the workflow around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct CallsPerRun {
    /// Runs that called it.
    pub runs: u64,
    /// The most calls in one run.
    pub max: u64,
    /// Calls in all runs.
    pub total: u64,
}

impl CallsPerRun {
    /// Adds the runs of `other`.
    pub(crate) fn add(&mut self, other: &Self) {
        self.runs = self.runs.saturating_add(other.runs);
        self.max = self.max.max(other.max);
        self.total = self.total.saturating_add(other.total);
    }
}

/// Figures of the whole process around the runs of a workflow, read from the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ProcessSnapshot {
    /// Runs that were measured.
    pub runs: u64,
    /// Largest resident set seen at the start of a run, in bytes.
    pub resident_start: u64,
    /// Largest resident set seen at the end of a run, in bytes.
    pub resident_end: u64,
    /// Largest resident set seen at all: at starts and ends, and every 10 ms where a limit asks for it. In bytes.
    pub resident_peak: u64,
    /// CPU time of all threads during the runs, in milliseconds.
    pub cpu_ms: u64,
}

/// A distribution of samples: ascending buckets.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Distribution {
    /// Ascending, not overlapping, each with at least one sample.
    pub buckets: Vec<Bucket>,
    /// Smallest sample; 0 when there are none.
    pub min: f64,
    /// Largest sample; 0 when there are none.
    pub max: f64,
    /// Sum of all samples.
    pub sum: f64,
}

/// Samples that share a bucket of the histogram; written as `[value, count]`, since a report holds thousands.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "(f64, u64)", into = "(f64, u64)")]
pub struct Bucket {
    /// Representative value, at most 0.8 % from any sample of the bucket.
    pub value: f64,
    /// Number of samples.
    pub count: u64,
}

impl From<(f64, u64)> for Bucket {
    fn from((value, count): (f64, u64)) -> Self {
        Self { value, count }
    }
}

impl From<Bucket> for (f64, u64) {
    fn from(bucket: Bucket) -> Self {
        (bucket.value, bucket.count)
    }
}

impl Distribution {
    /// Number of samples.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.count).sum()
    }

    /// The value of the sample with this rank, from 0 in ascending order; `None` beyond the last.
    #[must_use]
    pub fn at_rank(&self, rank: u64) -> Option<f64> {
        let mut seen = 0;
        for bucket in &self.buckets {
            seen += bucket.count;
            if rank < seen {
                return Some(bucket.value.clamp(self.min, self.max));
            }
        }
        None
    }
}

impl FromIterator<f64> for Distribution {
    /// An exact distribution of the given samples, one bucket per distinct value.
    fn from_iter<I: IntoIterator<Item = f64>>(samples: I) -> Self {
        let mut sorted: Vec<f64> = samples.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let mut buckets: Vec<Bucket> = Vec::new();
        for &value in &sorted {
            match buckets.last_mut() {
                Some(last) if last.value == value => last.count += 1,
                _ => buckets.push(Bucket { value, count: 1 }),
            }
        }
        Self {
            buckets,
            min: sorted.first().copied().unwrap_or(0.0),
            max: sorted.last().copied().unwrap_or(0.0),
            sum: sorted.iter().sum(),
        }
    }
}

/// Heap figures of the calls of one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct MemorySnapshot {
    /// Calls that were measured after the first call of each thread.
    pub calls: u64,
    /// Largest number of allocations of a call after the first of its thread.
    pub max_allocations: u64,
    /// Largest number of bytes allocated by a call after the first of its thread.
    pub max_bytes: u64,
    /// Largest live heap above the level at entry of a call after the first of its thread, in bytes.
    pub max_peak: u64,
    /// Largest growth of the live heap over a call after the first of its thread, in bytes; negative when it only shrank.
    pub max_net: i64,
    /// First calls of threads that were measured.
    pub first_calls: u64,
    /// Largest number of allocations of a first call.
    pub first_allocations: u64,
    /// Largest number of bytes allocated by a first call.
    pub first_bytes: u64,
    /// Largest live heap above entry of a first call, in bytes.
    pub first_peak: u64,
    /// Allocations of all measured calls.
    pub total_allocations: u64,
    /// Bytes allocated by all measured calls.
    pub total_bytes: u64,
}
