//! What a batch is counted by: the calls of one site, or the batch's own calls.

/// Calls and their wall time so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// Calls.
    pub calls: u64,
    /// Their wall time in all, in nanoseconds.
    pub wall_ns: f64,
}

impl Tally {
    /// What was added since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(earlier.calls),
            wall_ns: (self.wall_ns - earlier.wall_ns).max(0.0),
        }
    }
}

/// Where the calls of a batch are counted.
pub enum Subject<'a> {
    /// The block itself: each call of it is a call.
    Block,
    /// A site somewhere inside the block: reads its calls and wall time so far.
    Site(&'a dyn Fn() -> Tally),
}
