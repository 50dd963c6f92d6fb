//! The buckets of a histogram: log-linear, 64 to the octave, so that a bucket's middle is at most 0.78 % from any
//! value in it and values below 128 are exact.

/// Buckets of one page; a page covers an octave, page 0 the values below 64.
pub(crate) const PAGE_BUCKETS: usize = 64;

/// log₂ of [`PAGE_BUCKETS`].
pub(super) const PAGE_BITS: u32 = PAGE_BUCKETS.trailing_zeros();

/// Pages of a histogram: values up to 2⁴⁵ ticks, more than 3 hours at 3 GHz. Larger values count in the last bucket.
pub(crate) const PAGES: usize = 40;

/// Page and bucket of a value.
///
/// No branch depends on the octave: there are always functions whose samples cross its bounds back and forth.
#[inline]
pub(crate) fn of(value: u64) -> (usize, usize) {
    let octave = (value | PAGE_BUCKETS as u64).ilog2() - PAGE_BITS;
    let page = octave as usize + usize::from(value >= PAGE_BUCKETS as u64);
    if page >= PAGES {
        return (PAGES - 1, PAGE_BUCKETS - 1);
    }
    let bucket = (value >> octave) as usize & (PAGE_BUCKETS - 1);
    (page, bucket)
}

/// The middle of a bucket.
pub(crate) fn middle(page: usize, bucket: usize) -> f64 {
    if page == 0 {
        return bucket as f64;
    }
    let width = 1_u64 << (page - 1);
    let low = (PAGE_BUCKETS + bucket) as u64 * width;
    low as f64 + (width - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_within_one_percent_of_every_value() {
        let mut value = 1_u64;
        while value < 1 << 44 {
            for probe in [value, value + value / 3, value * 2 - 1] {
                let (page, bucket) = of(probe);
                let error = (middle(page, bucket) - probe as f64).abs() / probe as f64;
                assert!(error < 0.0079, "{probe}: {error}");
            }
            value = value * 65 / 64 + 1;
        }
    }

    #[test]
    fn buckets_ascend_with_the_values() {
        let mut last = (0, 0);
        for value in 0..100_000 {
            let here = of(value);
            assert!(here >= last, "{value}");
            last = here;
        }
        assert_eq!(of(u64::MAX), (PAGES - 1, PAGE_BUCKETS - 1));
    }
}
