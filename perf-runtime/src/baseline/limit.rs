//! Promises against an accepted time as limits on the time now, for measurements that work towards a limit.

use super::evidence::LAYOUT;
use super::figure::Figure;

/// The time above which a function has become slower than `percent` allows. Below the effect of layout no percentage is
/// believed: between different builds time alone proves nothing.
#[must_use]
pub fn regression_limit(accepted: &Figure, percent: f64) -> f64 {
    accepted.measured.high * (1.0 + (percent / 100.0).max(LAYOUT))
}

/// The time above which an optimisation of `percent` against `older` is surely lost.
#[must_use]
pub fn improvement_limit(older: &Figure, percent: f64) -> f64 {
    older.measured.high * (1.0 - percent / 100.0) * (1.0 + LAYOUT)
}
