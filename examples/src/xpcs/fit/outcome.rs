//! What a fit hands back.

use crate::xpcs::model::Parameters;

use super::Mode;
use super::coordinates::Coordinates;
use super::objective::Objective;
use super::pairs::Pairs;
use super::standard_errors::StandardErrors;

/// A fitted homodyne model. Units are those of [`Parameters`].
#[derive(Clone, Debug)]
pub struct HomodyneFit {
    /// The model that was fitted.
    pub mode: Mode,
    /// The parameters.
    pub parameters: Parameters,
    /// Standard errors of the parameters and of the mid-time values; `None` where the data do not
    /// determine every parameter.
    pub errors: Option<StandardErrors>,
    /// Middle of the run, s: the time at which transport and shear are best known.
    pub mid_time_s: f64,
    /// Chi-squared per degree of freedom, averaged over the angles.
    pub reduced_chi2: f64,
    /// Chi-squared per degree of freedom of each angle.
    pub reduced_chi2_per_angle: Vec<f64>,
    /// Standard deviation of the noise of one value, estimated from the data without a model.
    pub noise_sigma: f64,
    /// Azimuth of each angle, degrees; one entry, 0, where all angles were averaged.
    pub phi_deg: Vec<f64>,
    /// Speckle contrast of each angle.
    pub contrast: Vec<f64>,
    /// Baseline of each angle.
    pub offset: Vec<f64>,
    /// Evaluations of the objective that the fit took.
    pub evaluations: u64,
}

/// Describes the data by `parameters`, which the search has found.
pub(super) fn conclude(
    pairs: &Pairs,
    objective: &mut Objective<'_>,
    coordinates: Coordinates,
    parameters: Parameters,
    errors: Option<StandardErrors>,
) -> HomodyneFit {
    let n_fitted = coordinates.dimension();
    HomodyneFit {
        mode: coordinates.mode,
        parameters,
        errors,
        mid_time_s: coordinates.mid_time_s,
        reduced_chi2: objective.reduced_chi2(&parameters, n_fitted),
        reduced_chi2_per_angle: objective.reduced_chi2_by_row(n_fitted),
        noise_sigma: pairs.variance.sqrt(),
        phi_deg: pairs.phi_deg.clone(),
        contrast: objective
            .scaling()
            .iter()
            .map(|scaling| scaling.contrast)
            .collect(),
        offset: objective
            .scaling()
            .iter()
            .map(|scaling| scaling.offset)
            .collect(),
        evaluations: objective.evaluations(),
    }
}
