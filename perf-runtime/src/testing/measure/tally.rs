//! What a batch is counted by: the calls of one site, or the batch's own calls.

/// Calls with their time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// Calls.
    pub calls: u64,
    /// Their wall time in all, in nanoseconds.
    pub wall_ns: f64,
    /// Their time without run-queue wait, where they are known to have waited, in nanoseconds.
    pub judged_ns: f64,
    /// Whether some of them run on other threads than the batch, whose clocks and counters say nothing of them.
    pub on_other_threads: bool,
}

/// Where the calls of a batch are counted.
pub enum Subject<'a> {
    /// The block itself: each call of it is a call.
    Block,
    /// A site somewhere inside the block: reads what was added since the last reading.
    Site(&'a mut dyn FnMut() -> Tally),
}
