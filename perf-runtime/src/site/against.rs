//! What a budget promises against accepted baselines: no more than so many percent worse, and an optimisation that stays
//! won.

/// Promises against accepted baselines, checked where a baseline is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Against {
    /// By how many percent a figure may grow since the accepted baseline; absent where the project's default counts.
    pub max_regression_percent: Option<f64>,
    /// By how many percent the typical time must stay below that of the baseline `since`.
    pub min_improvement_percent: Option<f64>,
    /// The older baseline; empty without `min_improvement_percent`.
    pub since: &'static str,
}

impl Against {
    /// No promise.
    pub const NOTHING: Self = Self {
        max_regression_percent: None,
        min_improvement_percent: None,
        since: "",
    };

    /// The same with a bound on regressions.
    ///
    /// # Panics
    ///
    /// At compile time: when `percent` is negative or not finite.
    #[must_use]
    pub const fn regression(self, percent: f64) -> Self {
        assert!(
            percent.is_finite() && percent >= 0.0,
            "`max_regression_percent` must be a number from 0"
        );
        Self {
            max_regression_percent: Some(percent),
            ..self
        }
    }

    /// The same with an optimisation that must stay won.
    ///
    /// # Panics
    ///
    /// At compile time: when `percent` is not between 0 and 100.
    #[must_use]
    pub const fn improvement(self, percent: f64, since: &'static str) -> Self {
        assert!(
            percent > 0.0 && percent < 100.0,
            "`min_improvement_percent` must be above 0 and below 100"
        );
        Self {
            min_improvement_percent: Some(percent),
            since,
            ..self
        }
    }

    /// Whether anything is promised.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.max_regression_percent.is_some() || self.min_improvement_percent.is_some()
    }
}
