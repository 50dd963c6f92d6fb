//! Places to begin the search: a coarse grid over what the measurement could have resolved.

use std::f64::consts::TAU;

use super::Mode;
use super::coordinates::DEGREES_PER_UNIT;
use super::pairs::Pairs;

/// Grid points for the transport coefficient, between a decay over the whole run and one from
/// frame to frame: two or three to a decade.
const TRANSPORT_POINTS: usize = 6;
/// Grid points for the shear rate, likewise; closer, for the sinc has side lobes to be caught in.
const RATE_POINTS: usize = 8;
/// Grid points for the direction of the flow over a half turn, 20° apart.
const DIRECTION_POINTS: usize = 9;
/// Exponent and constant share to begin with: slightly off the constant law (exponent 0), where
/// the share would mean nothing.
const SHAPE: [f64; 2] = [0.1, 0.3];

/// The grid, in the coordinates of the search.
pub fn starts(pairs: &Pairs, mode: Mode) -> Vec<Vec<f64>> {
    let [run_s, frame_s] = durations(&pairs.t_s);
    let q = pairs.geometry.q_inv_angstrom;
    let transport = grid(
        1.0 / (q * q * run_s),
        1.0 / (q * q * frame_s),
        TRANSPORT_POINTS,
    );
    let transport = transport.map(|mid| vec![mid.ln(), SHAPE[0], SHAPE[1]]);
    if mode != Mode::LaminarFlow {
        return transport.collect();
    }
    let strain = TAU / (q * pairs.geometry.gap_angstrom);
    let rates: Vec<f64> = grid(strain / run_s, strain / frame_s, RATE_POINTS).collect();
    transport
        .flat_map(|transport| {
            rates
                .iter()
                .flat_map(move |rate| with_directions(&transport, rate.ln()))
        })
        .collect()
}

fn with_directions(transport: &[f64], log_rate: f64) -> Vec<Vec<f64>> {
    let spacing_deg = 180.0 / DIRECTION_POINTS as f64;
    (0..DIRECTION_POINTS)
        .map(|k| {
            let phi0_deg = k as f64 * spacing_deg;
            let shear = [log_rate, SHAPE[0], SHAPE[1], phi0_deg / DEGREES_PER_UNIT];
            [transport, &shear].concat()
        })
        .collect()
}

/// Length of the run and mean distance of two frames, s.
fn durations(t_s: &[f64]) -> [f64; 2] {
    let run_s = t_s[t_s.len() - 1] - t_s[0];
    [run_s, run_s / (t_s.len() - 1) as f64]
}

/// `points` values from `low` to `high`, equally spaced in the logarithm.
fn grid(low: f64, high: f64, points: usize) -> impl Iterator<Item = f64> {
    let ratio = (high / low).powf(1.0 / (points - 1) as f64);
    (0..points).map(move |k| low * ratio.powi(k as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::model::Geometry;

    fn pairs() -> Pairs {
        Pairs {
            geometry: Geometry {
                q_inv_angstrom: 0.01,
                gap_angstrom: 1e6,
            },
            phi_deg: vec![0.0],
            t_s: (0..101).map(f64::from).collect(),
            measured: vec![],
            variance: 1.0,
        }
    }

    #[test]
    fn the_grid_spans_what_the_run_can_resolve() {
        let starts = starts(&pairs(), Mode::StaticAnisotropic);
        let ends = [starts[0][0].exp(), starts[TRANSPORT_POINTS - 1][0].exp()];
        assert!(
            (ends[0] - 100.0).abs() < 1e-9 && (ends[1] - 10_000.0).abs() < 1e-6,
            "{ends:?}"
        );
    }

    #[test]
    fn flow_adds_rates_and_directions() {
        let starts = starts(&pairs(), Mode::LaminarFlow);
        assert_eq!(
            starts.len(),
            TRANSPORT_POINTS * RATE_POINTS * DIRECTION_POINTS
        );
        assert!(
            starts
                .iter()
                .all(|start| start.len() == Mode::LaminarFlow.fitted_parameters())
        );
    }
}
