//! The interval of a share, by Wilson's score: right for small counts and for shares near 0 and 1.

/// 95 %.
const Z: f64 = 1.96;

/// The ends of the 95 % interval of `hits` in `of`; everything when nothing was tried.
pub(crate) fn interval(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (of as f64, hits as f64 / of as f64);
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (
        ((middle - half) / scale).max(0.0),
        ((middle + half) / scale).min(1.0),
    )
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn known_intervals() {
        // E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; figures by hand.
        let (low, high) = interval(0, 3_000);
        assert!(low < 1e-12 && (high - 0.001_279).abs() < 1e-5, "{high}");
        let (low, high) = interval(50, 100);
        assert!((low - 0.403_8).abs() < 1e-3 && (high - 0.596_2).abs() < 1e-3);
        assert_eq!(interval(0, 0), (0.0, 1.0));
    }
}
