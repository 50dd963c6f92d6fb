//! Integrals over time from one cumulative sum.

use perf_runtime::perf_budget;

/// Cumulative trapezoidal integral: `out[k] = ∫ values dt` from `t_s[0]` to `t_s[k]`.
///
/// The integral between two frames is then `|out[j] − out[i]|`, without summing again.
///
/// # Panics
///
/// When the lengths differ.
#[perf_budget(max_us = 10)]
pub fn cumulative_trapezoid(t_s: &[f64], values: &[f64], out: &mut [f64]) {
    assert!(
        t_s.len() == values.len() && t_s.len() == out.len(),
        "one value for each time"
    );
    let mut total = 0.0;
    for k in 0..out.len() {
        if k > 0 {
            total += 0.5 * (values[k] + values[k - 1]) * (t_s[k] - t_s[k - 1]);
        }
        out[k] = total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule is exact for straight lines, also on uneven steps: ∫ (2 t + 1) dt = t² + t.
    #[test]
    fn straight_lines_are_exact_on_uneven_steps() {
        let t_s = [0.0, 0.5, 2.0, 3.0];
        let values = t_s.map(|t| 2.0 * t + 1.0);
        let mut out = [f64::NAN; 4];
        cumulative_trapezoid(&t_s, &values, &mut out);
        assert_eq!(out, t_s.map(|t| t * t + t));
    }

    /// For t² the rule overshoots by dt²/6 per unit of time.
    #[test]
    fn curvature_costs_what_the_rule_says() {
        let dt = 0.01;
        let t_s: Vec<f64> = (0..=100).map(|k| k as f64 * dt).collect();
        let values: Vec<f64> = t_s.iter().map(|t| t * t).collect();
        let mut out = vec![0.0; t_s.len()];
        cumulative_trapezoid(&t_s, &values, &mut out);
        let expected = 1.0 / 3.0 + dt * dt / 6.0;
        assert!(
            (out[100] - expected).abs() < 1e-12,
            "{} against {expected}",
            out[100]
        );
    }

    #[test]
    fn no_frames_are_no_work() {
        cumulative_trapezoid(&[], &[], &mut []);
    }
}
