//! Limits that contradict each other; those between constants are left to the runtime's `const fn`.

use super::{Arguments, Limit};
use crate::diagnostics::Mistakes;
use crate::keys::{CRITICAL_PERCENT, Metric, WARNING_PERCENT};

pub(super) fn check(arguments: &Arguments, mistakes: &mut Mistakes) {
    for low in &arguments.limits {
        for high in &arguments.limits {
            pair(low, high, mistakes);
        }
    }
    improvement(arguments, mistakes);
    let bound = |given: &Option<super::Number>, default| {
        given.as_ref().map_or(Some(default), |number| number.known)
    };
    let warning = bound(&arguments.warning_percent, WARNING_PERCENT);
    let critical = bound(&arguments.critical_percent, CRITICAL_PERCENT);
    let (Some(warning), Some(critical)) = (warning, critical) else {
        return;
    };
    // Whichever was written is at fault; both were, then the second bound.
    let written = arguments
        .critical_percent
        .as_ref()
        .or(arguments.warning_percent.as_ref());
    if let Some(number) = written
        && warning >= critical
    {
        let sentence =
            format!("`warning_percent` ({warning}) must be below `critical_percent` ({critical})");
        mistakes.over(&number.tokens, proc_macro2::Span::call_site(), sentence);
    }
}

/// A time is below an older one, and by less than all of it.
fn improvement(arguments: &Arguments, mistakes: &mut Mistakes) {
    match (&arguments.min_improvement_percent, &arguments.since) {
        (Some(percent), None) => {
            let sentence = "`min_improvement_percent` needs the older baseline: `since = \"v1\"`";
            mistakes.over(&percent.tokens, proc_macro2::Span::call_site(), sentence);
        }
        (None, Some(since)) => {
            let sentence = "`since` is about `min_improvement_percent`: give that, too";
            mistakes.at(since.span(), sentence);
        }
        _ => {}
    }
    if let Some(percent) = &arguments.min_improvement_percent
        && percent.known.is_some_and(|value| value >= 100.0)
    {
        let sentence = "`min_improvement_percent` must be below 100: no function takes no time";
        mistakes.over(&percent.tokens, proc_macro2::Span::call_site(), sentence);
    }
}

/// `low` is about a part, or a smaller statistic, of what `high` is about.
fn pair(low: &Limit, high: &Limit, mistakes: &mut Mistakes) {
    let (Some(low_value), Some(high_value)) = (low.known(), high.known()) else {
        return;
    };
    let same_metric = low.on.metric == high.on.metric;
    let tail = same_metric && (low.on.statistic as u8) < (high.on.statistic as u8);
    let same_statistic = low.on.statistic == high.on.statistic;
    let part = same_statistic && low.on.metric == Metric::Busy && high.on.metric == Metric::Time;
    if low_value <= high_value {
        return;
    }
    let (low_key, high_key) = (low.key, high.key);
    if tail {
        let sentence = format!(
            "`{high_key}` contradicts `{low_key}`: a tail cannot be shorter than what lies before it"
        );
        mistakes.at(high.span, sentence);
    } else if part {
        let sentence =
            format!("`{low_key}` contradicts `{high_key}`: busy time is a part of elapsed time");
        mistakes.at(low.span, sentence);
    }
}
