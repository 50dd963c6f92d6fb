//! Standard errors of the physical parameters, from the curvature in the coordinates of the search.

use crate::xpcs::model::{Parameters, PowerLaw};

use super::Mode;
use super::coordinates::Coordinates;
use super::objective::Objective;
use super::uncertainty::{covariance, standard_error};

/// Standard errors, in the units of what they belong to.
#[derive(Clone, Debug)]
pub struct StandardErrors {
    /// Of scale, exponent and offset of the transport coefficient, and its mid-time value.
    pub transport: [f64; 4],
    /// The same of the shear rate, and of the direction of the flow.
    pub shear: Option<([f64; 4], f64)>,
}

/// The standard errors at the minimum `at`; `None` where the data do not determine every parameter.
pub(super) fn standard_errors(
    objective: &mut Objective<'_>,
    coordinates: Coordinates,
    at: &[f64],
) -> Option<StandardErrors> {
    let mut chi2 = |x: &[f64]| match coordinates.parameters(x) {
        Some(parameters) => {
            objective.reduced_chi2(&parameters, coordinates.dimension());
            objective.total_chi2()
        }
        None => f64::INFINITY,
    };
    let covariance = covariance(&mut chi2, at)?;
    let error = |quantity: &dyn Fn(&Parameters) -> f64| {
        standard_error(&covariance, at, |x| {
            coordinates
                .parameters(x)
                .map_or(f64::NAN, |parameters| quantity(&parameters))
        })
    };
    let law = |law: &dyn Fn(&Parameters) -> PowerLaw| {
        [
            error(&|p| law(p).scale),
            error(&|p| law(p).exponent),
            error(&|p| law(p).offset),
            error(&|p| law(p).at(coordinates.mid_time_s)),
        ]
    };
    let shear = (coordinates.mode == Mode::LaminarFlow).then(|| {
        let rate = law(&|p| p.shear.map_or(p.transport, |shear| shear.rate));
        (
            rate,
            error(&|p| p.shear.map_or(f64::NAN, |shear| shear.phi0_deg)),
        )
    });
    Some(StandardErrors {
        transport: law(&|p| p.transport),
        shear,
    })
}
