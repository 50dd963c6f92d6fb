//! The summary on the terminal: what a person wants to know first.

use std::fmt::Write;

use crate::xpcs::results::Results;
use crate::xpcs::results::aerogel::AerogelRecord;
use crate::xpcs::results::frames::FramesRecord;
use crate::xpcs::results::homodyne::HomodyneRecord;

/// All results as text, at most 80 columns wide.
pub(super) fn summary(results: &Results) -> String {
    let mut text = format!("data: {}\n", results.source);
    let fits = [
        ("static_isotropic", &results.static_isotropic),
        ("static_anisotropic", &results.static_anisotropic),
        ("laminar_flow", &results.laminar_flow),
    ];
    for (name, fit) in fits {
        if let Some(fit) = fit {
            text += &fitted(name, fit);
        }
    }
    text += &results.aerogel.as_ref().map(reference).unwrap_or_default();
    text += &results.frames.as_ref().map(correlation).unwrap_or_default();
    text
}

fn fitted(name: &str, fit: &HomodyneRecord) -> String {
    let mut text = format!(
        "\n{name}: reduced chi2 {:.4}, noise {:.5}, {} row(s), mid-time {} s\n",
        fit.reduced_chi2,
        fit.noise_sigma,
        fit.phi_deg.len(),
        fit.mid_time_s
    );
    for quantity in fit.values.quantities(fit.standard_error.as_ref()) {
        let error = quantity
            .error
            .map_or("?".to_owned(), |error| format!("{error:.2e}"));
        let line = format!(
            "  {:<14} {:>12.5e} ± {error:<9} {}",
            quantity.name, quantity.value, quantity.unit
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn reference(aerogel: &AerogelRecord) -> String {
    let mut text = "\naerogel: a static reference, one line for each bin of q\n".to_owned();
    text += "    q (1/A)   contrast   error    drift/decade   decay (s)   detector  curve\n";
    for bin in 0..aerogel.q_inv_angstrom.len() {
        let decay = match aerogel.decay_s[bin] {
            Some(decay_s) => format!("{decay_s:.3e}"),
            None => aerogel.decay_verdict[bin].to_owned(),
        };
        let curve = aerogel.curve_mean[bin].map_or("-".to_owned(), |mean| format!("{mean:.4}"));
        let _ = writeln!(
            text,
            "    {:.5}   {:.5}    {:.5}  {:>+9.1e} {:<3}  {decay:<10}  {:.4}    {curve}",
            aerogel.q_inv_angstrom[bin],
            aerogel.contrast[bin],
            aerogel.contrast_err[bin],
            aerogel.drift_per_decade[bin],
            if aerogel.drifts[bin] { "(!)" } else { "" },
            aerogel.detector_mean[bin],
        );
    }
    let left_out: usize = aerogel.delays_left_out.iter().sum();
    let drifting = aerogel.drifts.iter().filter(|drifts| **drifts).count();
    let _ = writeln!(
        text,
        "  {left_out} value(s) without an error left out; {drifting} bin(s) drift more than chance (!)"
    );
    text
}

fn correlation(frames: &FramesRecord) -> String {
    let found = match (frames.decay_s, frames.decay_exponent) {
        (Some(decay_s), Some(exponent)) => format!("{decay_s:.4} s, exponent {exponent:.3}"),
        _ => "none within the window".to_owned(),
    };
    let deviation = frames
        .g2
        .iter()
        .zip(&frames.g2_true)
        .map(|(g2, truth)| (g2 - truth).abs());
    format!(
        "\nframes: {} generated frames of {} pixels\n  decay {found} (true {} s, exponent 1)\n  \
         largest deviation of g2 from the truth {:.4} at {} delays\n",
        frames.n_frames,
        frames.n_pixels,
        frames.true_decay_s,
        deviation.fold(0.0, f64::max),
        frames.tau_s.len(),
    )
}
