//! What is kept of an accepted run: the runtime's own structures, filled in here.

use perf_runtime::baseline::{Baseline, Figure};
use perf_runtime::config::{BASELINE_NAME_RULE, is_baseline_name};
use perf_runtime::report::Report;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::Commit;

/// A baseline of these figures, accepted now.
pub(crate) fn accepted_now(commit: &Commit, report: &Report, figures: Vec<Figure>) -> Baseline {
    let now = OffsetDateTime::now_utc()
        .replace_nanosecond(0)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Baseline {
        accepted: now.format(&Rfc3339).unwrap_or_default(),
        commit: commit.short(),
        machine: report.machine(),
        figures,
    }
}

/// The baseline after some of its figures were accepted anew. The others were measured at the commit that it names, and
/// only one can be named.
pub(crate) fn accepted_in_part(
    known: &Baseline,
    report: &Report,
    figures: Vec<Figure>,
) -> Baseline {
    Baseline {
        commit: known.commit.clone(),
        ..accepted_now(&Commit::default(), report, figures)
    }
}

/// A baseline's name: it stands in files and on command lines.
pub(crate) fn name(text: &str) -> Result<(), Fault> {
    if is_baseline_name(text) {
        return Ok(());
    }
    let what = format!("`{}` cannot name a baseline", text.escape_debug());
    Err(Fault::new(Exit::BadConfig, what).remedy(format!("use {BASELINE_NAME_RULE}")))
}
