//! What to look at, and never without the datum that suggests it.

use serde::{Deserialize, Serialize};

use super::raise::Circumstances;
use crate::budget::{Outcome, Verdict};
use crate::record::{ContextSnapshot, Distribution, MemorySnapshot};
use crate::site::Metric;
use crate::stats::quantile::sample_quantile;
use crate::unit::{Quantity, Unit};

/// A suggestion and the figure it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The figure: `12 allocations in a call`.
    pub datum: String,
    /// What to do about it.
    pub advice: String,
}

impl Action {
    fn new(datum: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            datum: datum.into(),
            advice: advice.into(),
        }
    }
}

/// Less than this share of the elapsed time on the processor: it waits for something.
const MOSTLY_WAITING: f64 = 0.5;

/// The slowest calls this many times the typical one: some calls do other work.
const UNEVEN: f64 = 10.0;

pub(super) fn suggest(
    verdict: &Verdict,
    figures: Option<&ContextSnapshot>,
    circumstances: &Circumstances,
) -> Vec<Action> {
    if verdict.outcome != Outcome::Over {
        // What would decide or measure it is the reason itself; there is no figure to suggest more.
        return Vec::new();
    }
    let Some(figures) = figures else {
        return Vec::new();
    };
    let candidates = match verdict.metric {
        Metric::Time | Metric::Cpu | Metric::Busy => vec![
            unoptimised(circumstances),
            waiting(verdict.metric, figures),
            allocating(figures.memory.as_ref()),
            uneven(&figures.time),
        ],
        Metric::Allocations | Metric::AllocatedBytes => vec![size(figures.memory.as_ref())],
        Metric::Calls => vec![repeated(figures)],
        Metric::PeakBytes => vec![leaking(figures.memory.as_ref())],
        _ => Vec::new(),
    };
    candidates.into_iter().flatten().collect()
}

fn unoptimised(circumstances: &Circumstances) -> Option<Action> {
    circumstances.unoptimised.then(|| {
        Action::new(
            "opt-level 0",
            "set `[profile.test] opt-level = 3`: budgets mean optimised code",
        )
    })
}

fn waiting(metric: Metric, figures: &ContextSnapshot) -> Option<Action> {
    if metric != Metric::Time {
        return None;
    }
    let elapsed = sample_quantile(&figures.time, 0.5)?;
    let (name, working) = match (&figures.busy, &figures.cpu) {
        (Some(busy), _) => ("busy", sample_quantile(busy, 0.5)?),
        (None, Some(cpu)) => ("CPU", sample_quantile(cpu, 0.5)?),
        (None, None) => return None,
    };
    (working < MOSTLY_WAITING * elapsed).then(|| {
        let (elapsed, working) = (time(elapsed), time(working));
        Action::new(
            format!("{name} time {working} of {elapsed} elapsed"),
            "look for sleeping, locks and input/output: most of the time is spent waiting",
        )
    })
}

fn allocating(memory: Option<&MemorySnapshot>) -> Option<Action> {
    let memory = memory.filter(|memory| memory.max_allocations > 0)?;
    let allocations = memory.max_allocations;
    let bytes = Quantity::new(memory.max_bytes as f64, Unit::Bytes);
    let plural = if allocations == 1 { "" } else { "s" };
    Some(Action::new(
        format!("up to {allocations} allocation{plural} and {bytes} in a call"),
        "look at what it allocates: a buffer kept between calls or passed in saves it",
    ))
}

fn uneven(time_of_calls: &Distribution) -> Option<Action> {
    let median = sample_quantile(time_of_calls, 0.5)?;
    let slowest = time_of_calls.max;
    (median > 0.0 && slowest > UNEVEN * median).then(|| {
        Action::new(
            format!("slowest call {}, median {}", time(slowest), time(median)),
            "compare the inputs of slow and typical calls: they do different work",
        )
    })
}

fn size(memory: Option<&MemorySnapshot>) -> Option<Action> {
    let memory = memory.filter(|memory| memory.total_allocations > 0)?;
    let total = memory.total_allocations;
    let calls = memory.calls.saturating_add(memory.first_calls);
    let mean = Quantity::new(memory.total_bytes as f64 / total as f64, Unit::Bytes);
    Some(Action::new(
        format!("{total} allocations in {calls} calls, {mean} each on average"),
        "look for collections that grow or are made anew in each call: give them their capacity, or keep them",
    ))
}

fn repeated(figures: &ContextSnapshot) -> Option<Action> {
    let calls = figures.calls_per_run?;
    Some(Action::new(
        format!(
            "{} calls in {} runs, up to {} in one",
            calls.total, calls.runs, calls.max
        ),
        "look for a loop that calls it once for each element: one call for all of them, or a result that is kept",
    ))
}

fn leaking(memory: Option<&MemorySnapshot>) -> Option<Action> {
    let memory = memory.filter(|memory| memory.max_net > 0)?;
    let net = Quantity::new(memory.max_net as f64, Unit::Bytes);
    Some(Action::new(
        format!("a call ends with {net} more on the heap than it began with"),
        "look at what it returns, stores or forgets to free",
    ))
}

fn time(nanoseconds: f64) -> Quantity {
    Quantity::new(nanoseconds, Unit::Nanoseconds)
}
