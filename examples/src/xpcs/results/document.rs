//! The whole JSON document.

use std::collections::BTreeMap;

use serde::Serialize;

use super::aerogel::AerogelRecord;
use super::frames::FramesRecord;
use super::homodyne::HomodyneRecord;

/// Everything the program found; an analysis that was not asked for is absent.
#[derive(Debug, Serialize)]
pub struct Results {
    /// Where the inputs came from.
    pub source: String,
    /// The unit of each key that has one.
    pub units: BTreeMap<&'static str, &'static str>,
    /// Diffusion under shear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub laminar_flow: Option<HomodyneRecord>,
    /// Diffusion alone, every angle with contrast and offset of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_anisotropic: Option<HomodyneRecord>,
    /// Diffusion alone, all angles averaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_isotropic: Option<HomodyneRecord>,
    /// The static reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aerogel: Option<AerogelRecord>,
    /// Correlation from frames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frames: Option<FramesRecord>,
}

/// The unit of each key. Keys that are not listed are plain numbers, counts or names.
const UNITS: [(&str, &str); 19] = [
    ("D0", "angstrom^2/s^(1+alpha)"),
    ("D_offset", "angstrom^2/s"),
    ("D_at_mid_time", "angstrom^2/s"),
    ("gamma0", "1/s^(1+beta)"),
    ("gamma_offset", "1/s"),
    ("g_at_mid_time", "1/s"),
    ("phi0", "degree"),
    ("phi_deg", "degree"),
    ("mid_time_s", "s"),
    ("standard_error", "as the key of the same name"),
    ("q_inv_angstrom", "1/angstrom"),
    ("decay_s", "s"),
    ("true_decay_s", "s"),
    ("drift_per_decade", "1 per factor of ten in delay"),
    ("drift_err", "1 per factor of ten in delay"),
    ("detector_mean", "photon/pixel/frame"),
    ("curve_mean", "photon/pixel/frame"),
    ("tau_s", "s"),
    ("frame_period_s", "s"),
];

impl Results {
    /// A document without results.
    pub fn from_source(source: String) -> Self {
        Self {
            source,
            units: UNITS.into_iter().collect(),
            laminar_flow: None,
            static_anisotropic: None,
            static_isotropic: None,
            aerogel: None,
            frames: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analysis_that_was_not_asked_for_is_absent() {
        let json =
            serde_json::to_value(Results::from_source("nowhere".into())).expect("plain data");
        let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["source", "units"]);
        assert_eq!(json["units"]["D_offset"], "angstrom^2/s");
    }
}
