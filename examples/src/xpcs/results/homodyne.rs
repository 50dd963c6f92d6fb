//! A fitted homodyne model as a record.

use serde::Serialize;

use crate::xpcs::fit::HomodyneFit;
use crate::xpcs::fit::standard_errors::StandardErrors;
use crate::xpcs::model::{Parameters, PowerLaw};

/// A fit: its parameters, how well it describes the data, and contrast and offset of each angle.
#[derive(Debug, Serialize)]
pub struct HomodyneRecord {
    /// The parameters.
    #[serde(flatten)]
    pub values: ParameterRecord,
    /// Their standard errors; `null` where the data do not determine every parameter.
    pub standard_error: Option<ParameterRecord>,
    /// Middle of the run, s.
    pub mid_time_s: f64,
    /// Chi-squared per degree of freedom, averaged over the angles.
    pub reduced_chi2: f64,
    /// Chi-squared per degree of freedom of each angle.
    pub reduced_chi2_per_angle: Vec<f64>,
    /// Standard deviation of the noise, estimated from the data without a model.
    pub noise_sigma: f64,
    /// Azimuth of each angle, degrees.
    pub phi_deg: Vec<f64>,
    /// Speckle contrast of each angle.
    pub contrast: Vec<f64>,
    /// Baseline of each angle.
    pub offset: Vec<f64>,
    /// Evaluations of the objective.
    pub evaluations: u64,
}

/// The parameters, or their standard errors, under the names of the literature.
#[derive(Debug, Serialize)]
pub struct ParameterRecord {
    #[serde(rename = "D0")]
    d0: f64,
    alpha: f64,
    #[serde(rename = "D_offset")]
    d_offset: f64,
    #[serde(rename = "D_at_mid_time")]
    d_at_mid_time: f64,
    #[serde(flatten)]
    shear: Option<ShearRecord>,
}

#[derive(Debug, Serialize)]
struct ShearRecord {
    gamma0: f64,
    beta: f64,
    gamma_offset: f64,
    g_at_mid_time: f64,
    phi0: f64,
}

impl From<&HomodyneFit> for HomodyneRecord {
    fn from(fit: &HomodyneFit) -> Self {
        Self {
            values: parameters(&fit.parameters, fit.mid_time_s),
            standard_error: fit.errors.as_ref().map(errors),
            mid_time_s: fit.mid_time_s,
            reduced_chi2: fit.reduced_chi2,
            reduced_chi2_per_angle: fit.reduced_chi2_per_angle.clone(),
            noise_sigma: fit.noise_sigma,
            phi_deg: fit.phi_deg.clone(),
            contrast: fit.contrast.clone(),
            offset: fit.offset.clone(),
            evaluations: fit.evaluations,
        }
    }
}

fn parameters(parameters: &Parameters, mid_time_s: f64) -> ParameterRecord {
    let values = |law: &PowerLaw| [law.scale, law.exponent, law.offset, law.at(mid_time_s)];
    let shear = parameters
        .shear
        .map(|shear| (values(&shear.rate), shear.phi0_deg));
    record(values(&parameters.transport), shear)
}

fn errors(errors: &StandardErrors) -> ParameterRecord {
    record(errors.transport, errors.shear)
}

fn record(transport: [f64; 4], shear: Option<([f64; 4], f64)>) -> ParameterRecord {
    let [d0, alpha, d_offset, d_at_mid_time] = transport;
    let shear = shear.map(
        |([gamma0, beta, gamma_offset, g_at_mid_time], phi0)| ShearRecord {
            gamma0,
            beta,
            gamma_offset,
            g_at_mid_time,
            phi0,
        },
    );
    ParameterRecord {
        d0,
        alpha,
        d_offset,
        d_at_mid_time,
        shear,
    }
}

/// One line of a table of parameters.
#[derive(Debug)]
pub struct Quantity {
    /// Name in the literature.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Its standard error, where it is known.
    pub error: Option<f64>,
    /// Unit of both.
    pub unit: &'static str,
}

impl ParameterRecord {
    /// The parameters line by line, with the `errors` that belong to them.
    pub fn quantities(&self, errors: Option<&Self>) -> Vec<Quantity> {
        let errors = errors.map(Self::named);
        let error = |line: usize| errors.as_ref().map(|errors| errors[line].1);
        self.named()
            .into_iter()
            .enumerate()
            .map(|(line, (name, value, unit))| Quantity {
                name,
                value,
                error: error(line),
                unit,
            })
            .collect()
    }

    fn named(&self) -> Vec<(&'static str, f64, &'static str)> {
        let mut named = vec![
            ("D at mid-time", self.d_at_mid_time, "A^2/s"),
            ("D0", self.d0, "A^2/s^(1+alpha)"),
            ("alpha", self.alpha, ""),
            ("D_offset", self.d_offset, "A^2/s"),
        ];
        if let Some(shear) = &self.shear {
            named.extend([
                ("g at mid-time", shear.g_at_mid_time, "1/s"),
                ("gamma0", shear.gamma0, "1/s^(1+beta)"),
                ("beta", shear.beta, ""),
                ("gamma_offset", shear.gamma_offset, "1/s"),
                ("phi0", shear.phi0, "degree"),
            ]);
        }
        named
    }
}
