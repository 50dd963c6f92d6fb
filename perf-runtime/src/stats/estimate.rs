//! A measured value with the interval that holds the true one.

use serde::{Deserialize, Serialize};

/// A measured value with the interval that holds the true one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Lower end.
    pub low: f64,
    /// The statistic itself.
    pub value: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// A value that is known exactly, such as a count.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self {
            low: value,
            value,
            high: value,
        }
    }
}
