//! Sums over long slices with independent accumulators, so that the compiler can use vector units.
//!
//! A plain `iter().sum()` is one chain of dependent additions: the order of floating-point
//! additions may not be changed, so each one waits for the one before.

/// Accumulators in flight: enough to hide the latency of an addition (4 cycles, 2 a cycle) with
/// vectors of two, few enough to stay in registers.
const LANES: usize = 8;

/// Sum of `term(a, b)` over two slices of equal length.
///
/// # Panics
///
/// When the lengths differ.
#[inline]
pub(crate) fn sum_of_pairs(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    assert_eq!(a.len(), b.len(), "slices summed in pairs have one length");
    let (a_chunks, a_rest) = a.as_chunks::<LANES>();
    let (b_chunks, b_rest) = b.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..LANES {
            lanes[lane] += term(a[lane], b[lane]);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(&a, &b)| term(a, b)).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Arithmetic mean; 0 for an empty slice.
#[inline]
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    sum_of_pairs(values, values, |value, _| value) / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_around_the_lane_count_is_summed_whole() {
        for length in 0..=3 * LANES {
            let a: Vec<f64> = (0..length).map(|k| k as f64).collect();
            let ones = vec![1.0; length];
            let expected = (length * length.saturating_sub(1) / 2) as f64;
            assert_eq!(
                sum_of_pairs(&a, &ones, |a, b| a * b),
                expected,
                "length {length}"
            );
        }
    }

    #[test]
    fn the_mean_of_nothing_is_zero() {
        assert_eq!(mean(&[]), 0.0);
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
    }
}
