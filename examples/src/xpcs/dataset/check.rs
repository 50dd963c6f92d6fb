//! What every array has to satisfy before an analysis may trust it.

use std::path::Path;

use super::npz::Array;
use crate::xpcs::XpcsError;

const WRONG_SHAPE: &str = "write the array again with the axes that the documentation names";
const NOT_FINITE: &str = "mask or repair the value where the data are written; \
                          an average over it would be meaningless";
const NOT_SENSIBLE: &str = "check the units and the order of the values where the data are written";

/// Refuses a shape other than `expected`.
///
/// # Errors
///
/// [`XpcsError::Malformed`] with both shapes.
pub fn shape<T>(
    path: &Path,
    name: &'static str,
    array: &Array<T>,
    expected: &[usize],
) -> Result<(), XpcsError> {
    if array.shape == expected {
        return Ok(());
    }
    let problem = format!("has shape {:?}, expected {expected:?}", array.shape);
    Err(XpcsError::malformed(path, name, problem, WRONG_SHAPE))
}

/// The length of an array of one axis with at least `least` elements.
///
/// # Errors
///
/// [`XpcsError::Malformed`] when it has more axes or is too short.
pub fn length<T>(
    path: &Path,
    name: &'static str,
    array: &Array<T>,
    least: usize,
) -> Result<usize, XpcsError> {
    match array.shape[..] {
        [length] if length >= least => Ok(length),
        _ => {
            let problem = format!(
                "has shape {:?}, expected one axis of at least {least} values",
                array.shape
            );
            Err(XpcsError::malformed(path, name, problem, WRONG_SHAPE))
        }
    }
}

/// Refuses NaN and infinity.
///
/// # Errors
///
/// [`XpcsError::Malformed`] that names the first such value and counts them.
pub fn finite(path: &Path, name: &'static str, array: &Array<f64>) -> Result<(), XpcsError> {
    let Some(first) = array.values.iter().position(|value| !value.is_finite()) else {
        return Ok(());
    };
    let count = array
        .values
        .iter()
        .filter(|value| !value.is_finite())
        .count();
    let problem = format!(
        "holds {count} value(s) that are not finite, the first ({}) at index {:?}",
        array.values[first],
        index_of(first, &array.shape)
    );
    Err(XpcsError::malformed(path, name, problem, NOT_FINITE))
}

/// Refuses values that are not above zero.
///
/// # Errors
///
/// [`XpcsError::Malformed`] that names the first such value.
pub fn positive(path: &Path, name: &'static str, array: &Array<f64>) -> Result<(), XpcsError> {
    match array.values.iter().position(|&value| value <= 0.0) {
        None => Ok(()),
        Some(first) => {
            let value = array.values[first];
            let problem = format!("holds {value} at index {first}, expected values above 0");
            Err(XpcsError::malformed(path, name, problem, NOT_SENSIBLE))
        }
    }
}

/// Refuses values that do not grow from each to the next.
///
/// # Errors
///
/// [`XpcsError::Malformed`] that names the first step that does not grow.
pub fn increasing(path: &Path, name: &'static str, array: &Array<f64>) -> Result<(), XpcsError> {
    match array.values.windows(2).position(|pair| pair[1] <= pair[0]) {
        None => Ok(()),
        Some(step) => {
            let problem = format!("does not increase from index {step} to {}", step + 1);
            Err(XpcsError::malformed(path, name, problem, NOT_SENSIBLE))
        }
    }
}

/// Any other condition on an array.
///
/// # Errors
///
/// [`XpcsError::Malformed`] with `problem` when the condition does not hold.
pub fn sensible(
    path: &Path,
    name: &'static str,
    holds: bool,
    problem: impl FnOnce() -> String,
) -> Result<(), XpcsError> {
    if holds {
        Ok(())
    } else {
        Err(XpcsError::malformed(path, name, problem(), NOT_SENSIBLE))
    }
}

/// The index along each axis of the element `flat` of a row-major array.
fn index_of(flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = flat;
    let mut index: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&length| {
            let along = rest % length;
            rest /= length;
            along
        })
        .collect();
    index.reverse();
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(shape: &[usize], values: &[f64]) -> Array<f64> {
        Array {
            shape: shape.to_vec(),
            values: values.to_vec(),
        }
    }

    fn message(checked: Result<(), XpcsError>) -> String {
        checked.expect_err("the array is bad").to_string()
    }

    #[test]
    fn a_nan_is_named_by_its_index_on_each_axis() {
        let array = table(&[2, 3], &[0.0, 1.0, 2.0, 3.0, f64::NAN, f64::INFINITY]);
        let message = message(finite(Path::new("a.npz"), "g2", &array));
        assert!(
            message.contains("a.npz: array `g2` holds 2 value(s)"),
            "{message}"
        );
        assert!(message.contains("NaN) at index [1, 1]"), "{message}");
        assert!(message.contains("remedy: "), "{message}");
    }

    #[test]
    fn shapes_are_told_apart() {
        let array = table(&[2, 3], &[0.0; 6]);
        let path = Path::new("a.npz");
        assert!(shape(path, "g2", &array, &[2, 3]).is_ok());
        let message = message(shape(path, "g2", &array, &[3, 2]));
        assert!(
            message.contains("has shape [2, 3], expected [3, 2]"),
            "{message}"
        );
        assert!(length(path, "g2", &array, 1).is_err());
    }

    #[test]
    fn order_and_sign_are_checked() {
        let path = Path::new("a.npz");
        let array = table(&[3], &[0.0, 2.0, 2.0]);
        assert!(message(increasing(path, "t", &array)).contains("from index 1 to 2"));
        assert!(message(positive(path, "t", &array)).contains("holds 0 at index 0"));
        assert_eq!(length(path, "t", &array, 3).expect("long enough"), 3);
        assert!(length(path, "t", &array, 4).is_err());
    }
}
