//! Ways in which a cost grows with the size of its input.

use serde::{Deserialize, Serialize};

/// A way to grow, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Model {
    /// Not at all.
    #[serde(rename = "1")]
    Constant,
    /// With the logarithm.
    #[serde(rename = "log n")]
    Logarithmic,
    /// In proportion.
    #[serde(rename = "n")]
    Linear,
    /// Like sorting.
    #[serde(rename = "n log n")]
    Linearithmic,
    /// With the square.
    #[serde(rename = "n^2")]
    Quadratic,
    /// With the cube.
    #[serde(rename = "n^3")]
    Cubic,
}

impl Model {
    /// All models, in ascending order.
    pub const ALL: [Self; 6] = [
        Self::Constant,
        Self::Logarithmic,
        Self::Linear,
        Self::Linearithmic,
        Self::Quadratic,
        Self::Cubic,
    ];

    /// The place among [`ALL`](Self::ALL): what a limit on growth is kept as.
    #[must_use]
    pub const fn rank(self) -> f64 {
        self as u8 as f64
    }

    /// The model of a place; the nearest one of a number that is none.
    #[must_use]
    pub fn of_rank(rank: f64) -> Self {
        let last = Self::ALL.len() - 1;
        Self::ALL[(rank.round() as usize).min(last)]
    }

    /// The model's formula: `n log n`.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Constant => "1",
            Self::Logarithmic => "log n",
            Self::Linear => "n",
            Self::Linearithmic => "n log n",
            Self::Quadratic => "n^2",
            Self::Cubic => "n^3",
        }
    }

    /// The cost of size `n` under the model, up to a factor.
    #[must_use]
    pub fn cost(self, n: f64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Logarithmic => n.ln(),
            Self::Linear => n,
            Self::Linearithmic => n * n.ln(),
            Self::Quadratic => n.powi(2),
            Self::Cubic => n.powi(3),
        }
    }
}
