//! The report as tracing events with the target `perf_budget`: one for each alert, and a summary.

use ::tracing::{Level as Loudness, event};

use crate::alert::{Alert, Level};
use crate::report::Report;

/// The target of every event.
pub const TARGET: &str = "perf_budget";

/// Emits all alerts, the loudest first, then the summary.
pub fn emit(report: &Report) {
    report.alerts.iter().for_each(emit_alert);
    let tally = report.tally();
    event!(
        target: TARGET,
        Loudness::INFO,
        sites = report.sites.len(),
        within = tally.within,
        over = tally.over,
        inconclusive = tally.inconclusive,
        not_measured = tally.not_measured,
        not_called = tally.not_called,
        "performance budgets judged",
    );
}

/// Levels of tracing are constants of the event, so each loudness is an event of its own.
macro_rules! emit_at {
    ($loudness:ident, $alert:expr) => {
        event!(
            target: TARGET,
            Loudness::$loudness,
            site = $alert.site,
            context = $alert.context,
            key = $alert.key,
            limit = $alert.limit.value,
            measured = $alert.measured.map(|m| m.value),
            low = $alert.measured.map(|m| m.low),
            high = $alert.measured.map(|m| m.high),
            percent_over = $alert.percent_over,
            file = $alert.file,
            line = $alert.line,
            level = ?$alert.level,
            "{}",
            $alert.reason,
        )
    };
}

fn emit_alert(alert: &Alert) {
    match alert.level {
        Level::Critical | Level::NotMeasured => emit_at!(ERROR, alert),
        Level::Warning => emit_at!(WARN, alert),
        Level::Notice | Level::Inconclusive => emit_at!(INFO, alert),
    }
}

#[cfg(test)]
mod tests;
