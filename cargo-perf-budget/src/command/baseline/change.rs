//! The actions that change the file.

use perf_runtime::baseline::accepted;

use super::{Accept, Context, Drop, Named};
use crate::baseline::{self, accepted_in_part, accepted_now, circumstances};
use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::commit;

pub(super) fn save(global: &Global, named: &Named) -> Result<Exit, Fault> {
    let mut context = Context::open(&named.source.place)?;
    let name = context.name(named.name.as_ref())?;
    if context.file.baselines.contains_key(&name) {
        let what = format!("there is a baseline `{name}` already");
        return Err(Fault::new(Exit::BadConfig, what).at(context.path.display()).remedy(
            "`baseline accept` brings it up to date, `baseline drop` removes it, another name keeps both",
        ));
    }
    let report = context.report(&named.source.from)?;
    let figures = report.kept_figures();
    if figures.is_empty() {
        let what = "the report holds no measured figure: nothing was saved";
        return Err(Fault::new(Exit::NotMeasured, what)
            .remedy("see `cargo perf-budget check` for the reasons"));
    }
    let count = figures.len();
    let commit = commit(context.workspace.root());
    let saved = accepted_now(&commit, &report, figures);
    context.file.baselines.insert(name.clone(), saved);
    baseline::write(&context.path, &context.file)?;
    let what = format!(
        "{} as `{name}` in {}",
        console::count(count, "figure"),
        context.path.display()
    );
    console::status(global, "Saved", &what);
    Ok(Exit::Success)
}

pub(super) fn accept(global: &Global, accept: &Accept) -> Result<Exit, Fault> {
    let mut context = Context::open(&accept.source.place)?;
    let name = context.name(accept.name.as_ref())?;
    let known = context.existing(&name)?.clone();
    let report = context.report(&accept.source.from)?;
    let now = report.kept_figures();
    let wanted = |site: &str| {
        accept.functions.is_empty()
            || accept
                .functions
                .iter()
                .any(|part| site.contains(part.as_str()))
    };
    if let Some(unknown) = accept
        .functions
        .iter()
        .find(|part| !now.iter().any(|figure| figure.site.contains(part.as_str())))
    {
        let what = format!("no measured function's path contains `{unknown}`");
        return Err(Fault::new(Exit::BadConfig, what)
            .remedy("`cargo perf-budget baseline diff` lists them"));
    }
    let tolerance = context.settings.baseline.max_regression_percent;
    let circumstances = circumstances(&known, &report, tolerance);
    let kept = accepted(&known.figures, &now, &circumstances, |key| {
        wanted(&key.site)
    });
    let other_machine = circumstances.times_differ.is_some();
    if other_machine && !accept.functions.is_empty() {
        let why = circumstances.times_differ.unwrap_or_default();
        return Err(Fault::new(
            Exit::BadConfig,
            format!("a baseline holds the times of one machine: {why}"),
        )
        .remedy("accept all figures here, or save a baseline of this machine under its own name"));
    }
    // From another machine everything is new: figures of the old one would stand for the new one.
    let kept = if other_machine { now } else { kept };
    let changed = kept
        .iter()
        .filter(|figure| !known.figures.contains(figure))
        .count();
    let in_part = known.figures.iter().any(|figure| !wanted(&figure.site));
    let kept = if in_part {
        accepted_in_part(&known, &report, kept)
    } else {
        accepted_now(&commit(context.workspace.root()), &report, kept)
    };
    context.file.baselines.insert(name.clone(), kept);
    baseline::write(&context.path, &context.file)?;
    let what = format!(
        "{} into `{name}`",
        console::count(changed, "changed figure")
    );
    console::status(global, "Accepted", &what);
    Ok(Exit::Success)
}

pub(super) fn drop(global: &Global, drop: &Drop) -> Result<Exit, Fault> {
    let mut context = Context::open(&drop.place)?;
    context.existing(&drop.name)?;
    context.file.baselines.remove(&drop.name);
    baseline::write(&context.path, &context.file)?;
    console::status(global, "Dropped", &format!("`{}`", drop.name));
    Ok(Exit::Success)
}
