//! A logarithmic axis: what lies where on it, and where its marks are.

/// From the smallest to the largest value that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// An axis over all values; `None` where they have no logarithms, or there are none.
    pub(super) fn over(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for value in values {
            if !(value > 0.0 && value.is_finite()) {
                return None;
            }
            (low, high) = (low.min(value), high.max(value));
        }
        (low <= high).then_some(Self { low, high })
    }

    /// Where a value lies: 0 at the low end, 1 at the high one.
    pub(super) fn place(self, value: f64) -> f64 {
        let length = (self.high / self.low).ln();
        if length > 0.0 {
            (value / self.low).ln() / length
        } else {
            0.5
        }
    }

    /// The value at a place.
    pub(super) fn value(self, place: f64) -> f64 {
        self.low * (self.high / self.low).powf(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances() {
        let axis = Axis::over([100.0, 1.0, 10.0]).unwrap();
        assert_eq!(axis.place(1.0), 0.0);
        assert!((axis.place(10.0) - 0.5).abs() < 1e-12);
        assert!((axis.place(100.0) - 1.0).abs() < 1e-12);
        assert!((axis.value(0.5) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn one_value_is_in_the_middle_and_nothing_has_no_axis() {
        assert_eq!(Axis::over([7.0, 7.0]).unwrap().place(7.0), 0.5);
        assert_eq!(Axis::over([]), None);
        assert_eq!(Axis::over([1.0, 0.0]), None);
        assert_eq!(Axis::over([1.0, f64::NAN]), None);
    }
}
