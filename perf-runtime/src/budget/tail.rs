//! The slow calls: intervals of a percentile, whose upper end takes many more samples than a median's.

use super::finding::Finding;
use super::grade::Kind;
use super::median::{calls, few, finding, time};
use super::time::Samples;
use super::verdict::Outcome;
use crate::stats::order::samples_needed;
use crate::stats::quantile::quantile;

/// Judges the `p`-quantile.
///
/// Few calls are judged as those of a median are, except that they never pass: a tail is what they have not shown.
pub(super) fn judge(samples: &Samples<'_>, p: f64) -> Finding {
    let Some(tail) = quantile(samples.distribution, p, samples.alpha) else {
        return Finding::not_measured("there are no samples");
    };
    let n = samples.count;
    let percent = p * 100.0;
    let open = match (tail.low, tail.high) {
        (Some(_), Some(_)) => "",
        _ => " (too few for both ends of its interval: the extremes stand there)",
    };
    let statistic = format!("{percent:.0}th percentile of calls{open}");
    if n < samples_needed(0.5, samples.alpha) {
        let extremes = few(samples, tail.value);
        if extremes.outcome == Outcome::Over {
            return extremes;
        }
    }
    let estimate = samples.widen(tail.within(samples.distribution));
    let limit = time(samples.limit);
    let enough_for_over = n >= samples_needed(0.5, samples.alpha);
    let above = enough_for_over && tail.low.is_some() && estimate.low > samples.limit;
    let below = tail.high.is_some() && estimate.high <= samples.limit;
    let (outcome, reason) = if above {
        let low = time(estimate.low);
        (
            Outcome::Over,
            format!(
                "the {percent:.0}th percentile of {n} calls is above {low}, the limit is {limit}"
            ),
        )
    } else if below {
        (Outcome::Within, String::new())
    } else {
        (
            Outcome::Inconclusive,
            undecided(samples, p, tail.high.is_some()),
        )
    };
    finding(outcome, estimate, &statistic, reason)
}

fn undecided(samples: &Samples<'_>, p: f64, both_ends: bool) -> String {
    let n = samples.count;
    let percent = p * 100.0;
    let limit = time(samples.limit);
    if both_ends {
        return format!(
            "the limit of {limit} is inside the interval of the {percent:.0}th percentile of {n} calls: four times as many would halve it"
        );
    }
    let needed = samples_needed(p, samples.alpha);
    format!(
        "{n} {} too few for the {percent:.0}th percentile: {needed} are needed, {} are missing",
        calls(n),
        needed - n
    )
}

/// Judges the slowest call, which is known exactly but for the clock.
pub(super) fn judge_maximum(samples: &Samples<'_>) -> Finding {
    let slowest = samples.distribution.max;
    let over = slowest - samples.resolution > samples.limit;
    let reason = if over {
        format!("the slowest call took {}", time(slowest))
    } else {
        String::new()
    };
    let outcome = if over { Outcome::Over } else { Outcome::Within };
    let estimate = crate::stats::Estimate::exact(slowest);
    Finding {
        kind: Kind::Sampled,
        ..finding(outcome, estimate, "slowest call", reason)
    }
}
