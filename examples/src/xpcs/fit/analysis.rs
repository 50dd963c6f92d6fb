//! The three analyses of a two-time correlation, from the data to defensible parameters.

use perf_runtime::monitored_workflow;

use crate::xpcs::XpcsError;
use crate::xpcs::dataset::TwoTime;

use super::Mode;
use super::coordinates::Coordinates;
use super::objective::Objective;
use super::outcome::{HomodyneFit, conclude};
use super::pairs::Pairs;
use super::search::{Progress, search};
use super::standard_errors::standard_errors;
use super::starts::starts;

/// Fits diffusion and shear, with contrast and offset of each angle.
///
/// # Errors
///
/// [`XpcsError::NoAnswer`] when the data carry no noise or the search does not settle.
#[monitored_workflow(
    name = "laminar_flow_analysis",
    max_s = 10,
    max_peak_mb = 100,
    max_rss_mb = 250
)]
pub fn laminar_flow(
    data: &TwoTime,
    watch: &mut dyn FnMut(Progress),
) -> Result<HomodyneFit, XpcsError> {
    fit(data, Mode::LaminarFlow, watch)
}

/// Fits diffusion alone, with contrast and offset of each angle.
///
/// # Errors
///
/// As [`laminar_flow`].
#[monitored_workflow(name = "static_anisotropic_analysis", max_s = 1.0, max_peak_mb = 100)]
pub fn static_anisotropic(
    data: &TwoTime,
    watch: &mut dyn FnMut(Progress),
) -> Result<HomodyneFit, XpcsError> {
    fit(data, Mode::StaticAnisotropic, watch)
}

/// Fits diffusion alone to the average of all angles.
///
/// # Errors
///
/// As [`laminar_flow`].
#[monitored_workflow(name = "static_isotropic_analysis", max_s = 1.0, max_peak_mb = 100)]
pub fn static_isotropic(
    data: &TwoTime,
    watch: &mut dyn FnMut(Progress),
) -> Result<HomodyneFit, XpcsError> {
    fit(data, Mode::StaticIsotropic, watch)
}

fn fit(
    data: &TwoTime,
    mode: Mode,
    watch: &mut dyn FnMut(Progress),
) -> Result<HomodyneFit, XpcsError> {
    perf_runtime::phase!("lay out");
    let pairs = Pairs::new(data, mode)?;
    let coordinates = Coordinates {
        mode,
        mid_time_s: data.t_s[data.t_s.len() / 2],
    };
    let mut objective = Objective::new(&pairs);
    perf_runtime::phase!("search");
    let found = search(&mut objective, coordinates, starts(&pairs, mode), watch);
    let parameters = coordinates
        .parameters(&found.at)
        .filter(|_| found.converged);
    let Some(parameters) = parameters else {
        return Err(unsettled(mode));
    };
    perf_runtime::phase!("errors");
    let errors = standard_errors(&mut objective, coordinates, &found.at);
    Ok(conclude(
        &pairs,
        &mut objective,
        coordinates,
        parameters,
        errors,
    ))
}

fn unsettled(mode: Mode) -> XpcsError {
    XpcsError::NoAnswer {
        problem: format!("the {} fit did not settle on a minimum", mode.name()),
        remedy: "check that the correlation decays within the run, and by more than its noise",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::two_time::TwoTimeTruth;

    /// Standard errors that a right answer may lie off, in each of a few dozen comparisons.
    const TOLERATED: f64 = 4.5;

    fn assert_within(what: &str, found: f64, error: f64, truth: f64) {
        let off = (found - truth).abs() / error;
        assert!(
            off < TOLERATED,
            "{what}: {found} ± {error}, truth {truth}: {off:.1} off"
        );
    }

    /// Chi-squared over N points scatters by √(2/N), and the estimated noise variance by about
    /// 1.5/√(N/2) more: some 2 % each for the generated set.
    fn assert_describes_the_data(fit: &HomodyneFit) {
        assert!((fit.reduced_chi2 - 1.0).abs() < 0.1, "{}", fit.reduced_chi2);
    }

    #[test]
    fn the_laminar_flow_fit_finds_the_truth_again() {
        let truth = TwoTimeTruth::laminar_flow();
        let shear = truth.parameters.shear.expect("a flow");
        for seed in 1..=4 {
            let fit = laminar_flow(&truth.measure(seed), &mut |_| {}).expect("an answer");
            assert_describes_the_data(&fit);
            let errors = fit.errors.expect("determined by the data");
            let (mid_s, found) = (fit.mid_time_s, fit.parameters);
            let [_, alpha, _, transport] = errors.transport;
            let true_transport = truth.parameters.transport;
            assert_within(
                "D",
                found.transport.at(mid_s),
                transport,
                true_transport.at(mid_s),
            );
            assert_within(
                "alpha",
                found.transport.exponent,
                alpha,
                true_transport.exponent,
            );
            let (flow, ([_, beta, _, rate], phi0)) =
                (found.shear.expect("a flow"), errors.shear.expect("a flow"));
            assert_within("g", flow.rate.at(mid_s), rate, shear.rate.at(mid_s));
            assert_within("beta", flow.rate.exponent, beta, shear.rate.exponent);
            assert_within("phi0", flow.phi0_deg, phi0, shear.phi0_deg);
            // The errors themselves: the flow is known to a percent, the diffusion under it to ten.
            assert!(rate < 0.01 * shear.rate.at(mid_s), "{rate}");
            assert!(transport < 0.15 * true_transport.at(mid_s), "{transport}");
        }
    }

    #[test]
    fn both_static_fits_find_the_truth_at_rest() {
        let truth = TwoTimeTruth::at_rest();
        let data = truth.measure(5);
        for analysis in [static_isotropic, static_anisotropic] {
            let fit = analysis(&data, &mut |_| {}).expect("an answer");
            assert_describes_the_data(&fit);
            let error = fit
                .errors
                .as_ref()
                .expect("determined by the data")
                .transport[3];
            let found = fit.parameters.transport.at(fit.mid_time_s);
            assert_within(
                "D",
                found,
                error,
                truth.parameters.transport.at(fit.mid_time_s),
            );
            assert!(
                fit.contrast
                    .iter()
                    .all(|contrast| (contrast - truth.contrast).abs() < 0.01)
            );
            assert!(
                fit.offset
                    .iter()
                    .all(|offset| (offset - truth.offset).abs() < 0.01)
            );
        }
    }

    /// A static model under a flow must not pass for a description.
    #[test]
    fn a_flow_is_not_mistaken_for_rest() {
        let data = TwoTimeTruth::laminar_flow().measure(6);
        let fit = static_anisotropic(&data, &mut |_| {}).expect("an answer");
        assert!(fit.reduced_chi2 > 1.5, "{}", fit.reduced_chi2);
    }

    #[test]
    fn progress_reaches_its_last_step() {
        let data = TwoTimeTruth::at_rest().measure(7);
        let mut last = None;
        let fit = static_isotropic(&data, &mut |progress| last = Some(progress));
        let last = last.expect("watched");
        assert_eq!(last.step + 1, last.steps);
        assert!(fit.expect("an answer").evaluations >= last.evaluations);
    }
}
