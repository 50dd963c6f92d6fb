//! What a baseline read from a file must hold before anything is compared with it.

use perf_runtime::baseline::Figure;

use super::model::{Baselines, SCHEMA_VERSION, name};

/// What is wrong, if anything.
pub(super) fn problem(file: &Baselines) -> Option<String> {
    if file.schema != SCHEMA_VERSION {
        return Some(format!(
            "it has schema version {}, this cargo-perf-budget reads version {SCHEMA_VERSION}",
            file.schema
        ));
    }
    for (called, baseline) in &file.baselines {
        if name(called).is_err() {
            return Some(format!("a baseline is called `{}`", called.escape_debug()));
        }
        if let Some(figure) = baseline.figures.iter().find(|figure| !sound(figure)) {
            return Some(format!(
                "the figure of `{}` in `{}` of baseline `{called}` contradicts itself",
                figure.site, figure.context
            ));
        }
        if let Some(pair) = baseline
            .figures
            .windows(2)
            .find(|pair| pair[0].key() >= pair[1].key())
        {
            return Some(format!(
                "the figures of baseline `{called}` are out of order or double at `{}`",
                pair[1].site
            ));
        }
    }
    None
}

fn sound(figure: &Figure) -> bool {
    let measured = figure.measured;
    let ordered =
        0.0 <= measured.low && measured.low <= measured.value && measured.value <= measured.high;
    ordered && measured.high.is_finite()
}
