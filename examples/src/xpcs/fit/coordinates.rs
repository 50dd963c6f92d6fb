//! Coordinates in which the search is well scaled, and the way to the physical parameters.
//!
//! Prefactor, exponent and offset of a power law trade against each other over orders of magnitude:
//! what the data determine is the value in the middle of the run. So the search moves in the
//! logarithm of the mid-time value, the exponent, and the share of the mid-time value that is
//! constant; and for the flow, its direction.

use crate::xpcs::model::{Parameters, PowerLaw, Shear};

use super::Mode;

/// Exponents beyond this have no physical meaning here.
const LARGEST_EXPONENT: f64 = 2.0;
/// Lowest constant share of the mid-time value. Below 0 the offset is negative, and the floor of
/// the model would soon hide the power law.
const LOWEST_SHARE: f64 = -1.0;
/// Highest constant share: at 1 the power law is gone and its exponent means nothing.
const HIGHEST_SHARE: f64 = 0.999;
/// Degrees to one unit of the direction's coordinate, so that a unit step matters as much there
/// as in the others.
pub const DEGREES_PER_UNIT: f64 = 20.0;

/// Translates between coordinates and parameters.
#[derive(Clone, Copy, Debug)]
pub struct Coordinates {
    /// The analysis, which says how many coordinates there are.
    pub mode: Mode,
    /// Middle of the run, s.
    pub mid_time_s: f64,
}

impl Coordinates {
    /// Number of coordinates.
    pub fn dimension(&self) -> usize {
        self.mode.fitted_parameters()
    }

    /// The parameters at `x`; `None` outside the domain.
    pub fn parameters(&self, x: &[f64]) -> Option<Parameters> {
        let transport = self.power_law(&x[..3])?;
        let shear = match self.mode {
            Mode::LaminarFlow => Some(Shear {
                rate: self.power_law(&x[3..6])?,
                phi0_deg: half_turn(x[6] * DEGREES_PER_UNIT),
            }),
            Mode::StaticIsotropic | Mode::StaticAnisotropic => None,
        };
        Some(Parameters { transport, shear })
    }

    fn power_law(&self, x: &[f64]) -> Option<PowerLaw> {
        let (mid, exponent, share) = (x[0].exp(), x[1], x[2]);
        let inside = exponent.abs() <= LARGEST_EXPONENT
            && (LOWEST_SHARE..=HIGHEST_SHARE).contains(&share)
            && mid.is_finite();
        inside.then(|| PowerLaw {
            scale: mid * (1.0 - share) / self.mid_time_s.powf(exponent),
            exponent,
            offset: mid * share,
        })
    }
}

/// The same direction within (−90°, 90°]: shear acts through an even function of the cosine, so a
/// half turn changes nothing.
fn half_turn(angle_deg: f64) -> f64 {
    let turned = angle_deg.rem_euclid(180.0);
    if turned > 90.0 {
        turned - 180.0
    } else {
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: Coordinates = Coordinates {
        mode: Mode::LaminarFlow,
        mid_time_s: 4.0,
    };

    #[test]
    fn the_first_coordinate_is_the_value_at_mid_time() {
        let x = [7.0_f64.ln(), -0.5, 0.25, 0.5_f64.ln(), 1.0, -0.5, 1.0];
        let parameters = FLOW.parameters(&x).expect("inside");
        let shear = parameters.shear.expect("laminar flow");
        assert!((parameters.transport.at(4.0) - 7.0).abs() < 1e-14);
        assert!((parameters.transport.offset - 1.75).abs() < 1e-14);
        assert!((parameters.transport.scale - 10.5).abs() < 1e-13);
        assert!((shear.rate.at(4.0) - 0.5).abs() < 1e-15);
        assert_eq!(shear.phi0_deg, DEGREES_PER_UNIT);
    }

    #[test]
    fn outside_the_domain_there_are_no_parameters() {
        for (axis, value) in [(0, 1e4), (1, 2.1), (2, 1.0), (4, -2.1), (5, -1.1)] {
            let mut x = [0.0; 7];
            assert!(FLOW.parameters(&x).is_some());
            x[axis] = value;
            assert!(FLOW.parameters(&x).is_none(), "axis {axis}");
        }
    }

    #[test]
    fn directions_are_told_up_to_a_half_turn() {
        assert_eq!(half_turn(190.0), 10.0);
        assert_eq!(half_turn(-100.0), 80.0);
        assert_eq!(half_turn(90.0), 90.0);
        assert_eq!(half_turn(-90.0), 90.0);
    }
}
