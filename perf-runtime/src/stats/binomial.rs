//! Tail probabilities of the binomial distribution, exact for any number of trials that a float can count.

use std::f64::consts::PI;

/// Terms below this share of the sum no longer change it.
const NEGLIGIBLE: f64 = 1e-17;

/// `P(B = k)` for `B` binomial with `n` trials of success probability `p`.
///
/// C. Loader, *Fast and Accurate Computation of Binomial Probabilities* (2000): the saddle-point form, which keeps its
/// relative accuracy where a difference of log-factorials would have lost it.
pub(super) fn mass(k: u64, n: u64, p: f64) -> f64 {
    let (successes, trials) = (k as f64, n as f64);
    if k == 0 {
        return (trials * (-p).ln_1p()).exp();
    }
    if k == n {
        return (trials * p.ln()).exp();
    }
    let failures = trials - successes;
    let exponent = stirling_error(trials)
        - stirling_error(successes)
        - stirling_error(failures)
        - deviance(successes, trials * p)
        - deviance(failures, trials * (1.0 - p));
    (trials / (2.0 * PI * successes * failures)).sqrt() * exponent.exp()
}

/// `P(B <= k)`, summed downward from `k`; meant for the lower tail, where the terms fall geometrically.
pub(super) fn at_most(k: u64, n: u64, p: f64) -> f64 {
    let odds = (1.0 - p) / p;
    let mut term = mass(k, n, p);
    let mut sum = term;
    for j in (1..=k).rev() {
        term *= odds * j as f64 / (n - j + 1) as f64;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// `ln n! − ln(√(2πn) (n/e)ⁿ)`: what Stirling's formula leaves out.
fn stirling_error(n: f64) -> f64 {
    /// From here on the series is exact to the last digit of a float.
    const SERIES_FROM: f64 = 16.0;
    if n < SERIES_FROM {
        let log_factorial: f64 = (2..=n as u32).map(|i| f64::from(i).ln()).sum();
        return log_factorial - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square)
            / square)
        / n
}

/// `x ln(x/m) + m − x`, without cancellation where `x` is near `m`.
fn deviance(x: f64, m: f64) -> f64 {
    /// Nearer than this the logarithm's series converges in a few terms; farther, the plain form is exact enough.
    const NEAR: f64 = 0.1;
    let difference = x - m;
    if difference.abs() >= NEAR * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    let mut odd = 1.0;
    loop {
        power *= v * v;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return next;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, relative: f64) -> bool {
        (a - b).abs() <= relative * b.abs()
    }

    #[test]
    fn masses_add_up_to_one() {
        for (n, p) in [(1, 0.5), (12, 0.5), (40, 0.95), (500, 0.99), (3000, 0.3)] {
            let sum: f64 = (0..=n).map(|k| mass(k, n, p)).sum();
            assert!(close(sum, 1.0, 1e-12), "n {n} p {p}: {sum}");
        }
    }

    #[test]
    fn masses_are_those_of_the_multiplied_out_coefficients() {
        for n in 1..=50_u64 {
            let mut coefficient = 1.0;
            for k in 0..=n {
                let plain = coefficient * 0.3_f64.powi(k as i32) * 0.7_f64.powi((n - k) as i32);
                assert!(close(mass(k, n, 0.3), plain, 1e-11), "n {n} k {k}");
                coefficient *= (n - k) as f64 / (k + 1) as f64;
            }
        }
    }

    #[test]
    fn a_trillion_trials_keep_their_accuracy() {
        // Around the mean the distribution is normal to one part in its standard deviation.
        let n = 1_u64 << 40;
        let deviation = (n as f64 * 0.25).sqrt();
        let peak = mass(n / 2, n, 0.5) * deviation * (2.0 * PI).sqrt();
        assert!(close(peak, 1.0, 1e-5), "{peak}");
    }

    #[test]
    fn the_lower_tail_is_the_sum_of_its_masses() {
        let sum: f64 = (0..=30).map(|k| mass(k, 100, 0.4)).sum();
        assert!(close(at_most(30, 100, 0.4), sum, 1e-12));
    }
}
