//! The actions that only look.

use std::fmt::Write as _;

use perf_runtime::baseline::{Figure, Trend};

use super::{Context, Diff, Language, Named, Place};
use crate::baseline;
use crate::cli::Global;
use crate::console::{self, clean};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::render;

pub(super) fn list(place: &Place) -> Result<Exit, Fault> {
    let context = Context::open(place)?;
    let mut out = String::new();
    for (name, baseline) in &context.file.baselines {
        let _ = writeln!(
            out,
            "{name}: {} of {}, accepted {}, {}",
            console::count(baseline.figures.len(), "figure"),
            clean(&baseline.commit),
            clean(&baseline.accepted),
            clean(&baseline.machine.to_string())
        );
    }
    if out.is_empty() {
        out.push_str("no baseline yet: `cargo perf-budget baseline save` keeps the figures of the last check\n");
    }
    console::answer(&out)?;
    Ok(Exit::Success)
}

pub(super) fn show(named: &Named) -> Result<Exit, Fault> {
    let context = Context::open(&named.source.place)?;
    let name = context.name(named.name.as_ref())?;
    let baseline = context.existing(&name)?;
    let figures: Vec<&Figure> = baseline.figures.iter().collect();
    let mut out = baseline::table(&figures);
    let _ = writeln!(
        out,
        "baseline `{name}` of {}, {}, {}",
        clean(&baseline.commit),
        clean(&baseline.machine.to_string()),
        clean(&baseline.machine.rustc)
    );
    console::answer(&out)?;
    Ok(Exit::Success)
}

pub(super) fn diff(global: &Global, diff: &Diff) -> Result<Exit, Fault> {
    let named = &diff.named;
    let context = Context::open(&named.source.place)?;
    let name = context.name(named.name.as_ref())?;
    let known = context.existing(&name)?;
    let report = context.report(&named.source.from)?;
    let tolerance = context.settings.baseline.max_regression_percent;
    let comparison = baseline::against(&name, known, &report, tolerance);
    console::answer(&match diff.format {
        Language::Terminal => baseline::terminal(&comparison, global.verbose),
        Language::Json => render::pretty(&comparison)?,
    })?;
    Ok(match comparison.of(Trend::Worse).next() {
        Some(_) => Exit::Regression,
        None => Exit::Success,
    })
}
