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
    growth(arguments, mistakes);
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

/// A growth needs something to grow with, and a size is no limit.
fn growth(arguments: &Arguments, mistakes: &mut Mistakes) {
    let mut limits = arguments.limits.iter();
    let limit = limits.find(|limit| limit.on.metric == Metric::Growth);
    match (limit, &arguments.size) {
        // One of the two may be missing because its value was a mistake.
        _ if mistakes.any() => {}
        (Some(limit), None) => mistakes.at(
            limit.span,
            "`max_growth` needs the size that it is about, as in `size = data.len()`",
        ),
        (None, Some(size)) => mistakes.at(
            size.span,
            "`size` needs the limit that it belongs to, as in `max_growth = \"n log n\"`",
        ),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// Why a limit has to stay at or below another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// It is about a smaller statistic of the same metric; at fault is the other one.
    Tail,
    /// It is about a part of the other one's metric; at fault is the part.
    Part,
}

/// Whether `low` has to stay at or below `high`.
pub(crate) fn order(low: &Limit, high: &Limit) -> Option<Order> {
    let same_metric = low.on.metric == high.on.metric;
    let same_statistic = low.on.statistic == high.on.statistic;
    if same_metric && (low.on.statistic as u8) < (high.on.statistic as u8) {
        Some(Order::Tail)
    } else if same_statistic && low.on.metric == Metric::Busy && high.on.metric == Metric::Time {
        Some(Order::Part)
    } else {
        None
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

fn pair(low: &Limit, high: &Limit, mistakes: &mut Mistakes) {
    let (Some(low_value), Some(high_value)) = (low.known(), high.known()) else {
        return;
    };
    if low_value <= high_value {
        return;
    }
    let (low_key, high_key) = (low.key, high.key);
    match order(low, high) {
        Some(Order::Tail) => {
            let sentence = format!(
                "`{high_key}` contradicts `{low_key}`: a tail cannot be shorter than what lies before it"
            );
            mistakes.at(high.span, sentence);
        }
        Some(Order::Part) => {
            let sentence = format!(
                "`{low_key}` contradicts `{high_key}`: busy time is a part of elapsed time"
            );
            mistakes.at(low.span, sentence);
        }
        None => {}
    }
}
