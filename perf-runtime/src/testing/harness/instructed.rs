//! Judges a limit on instructions: counted over batches of a workload, where the machine counts them.

use super::super::costing::{Costed, Costing};
use super::super::job::Job;
use super::super::look::{UNREACHED, run};
use super::super::measure::{Cost, CostSettings};
use super::super::register::{Case, WorkloadInfo};
use super::timed::Judged;
use crate::budget::{Bound, Evidence, Finding, Outcome};
use crate::site::Site;
use crate::stats::Estimate;

/// Below this part of a batch too many of the counted instructions are not the function's.
const FUNCTION_IS_THE_BATCH: f64 = 0.9;
/// Repeated counts of the same work differ by this part at most.
const REPEATS: f64 = 1e-4;

/// Judges the limit by the worst block of the workload.
pub(super) fn judge(
    workload: &WorkloadInfo,
    case: Case,
    site: &'static Site,
    bound: &Bound<'_>,
) -> Judged {
    let settings = CostSettings {
        // Counts repeat: a few batches are enough.
        box_ns: 5e6,
        ..CostSettings::default()
    };
    let job = Job::Cost(Box::new(Costing::new(site, settings)));
    let costs: Vec<Costed> = match run(workload, case, job) {
        Ok(job) => job.into_costs(),
        Err(why) => {
            return Judged {
                called: true,
                finding: Finding::not_measured(why),
            };
        }
    };
    let findings = costs.iter().map(|costed| finding(&costed.cost, bound));
    let most = |finding: &Finding| finding.measured().map_or(0.0, |measured| measured.value);
    let worst = findings.max_by(|a, b| {
        let outcomes = a.outcome().cmp(&b.outcome());
        outcomes.then(most(a).total_cmp(&most(b)))
    });
    Judged {
        called: worst.is_some(),
        finding: worst.unwrap_or_else(|| Finding::not_measured(UNREACHED)),
    }
}

fn finding(cost: &Cost, bound: &Bound<'_>) -> Finding {
    let count = match &cost.instructions {
        Ok(count) => *count,
        Err(reason) => {
            return Finding::not_measured(format!("instructions are not counted here: {reason}"));
        }
    };
    let estimate = Estimate {
        low: count * (1.0 - REPEATS),
        value: count,
        high: count * (1.0 + REPEATS),
    };
    let limit = bound.quantity();
    let percent = cost.share * 100.0;
    let (outcome, reason) = if estimate.high <= bound.value {
        (Outcome::Within, String::new())
    } else if cost.share < FUNCTION_IS_THE_BATCH {
        let reason = format!(
            "{count:.0} instructions a call are counted over the whole block, of whose time the function is {percent:.0} %: \
             make its input outside of `run`, so that the block is the function"
        );
        (Outcome::Inconclusive, reason)
    } else if estimate.low > bound.value {
        let reason = format!("{count:.0} instructions a call, the limit is {limit}");
        (Outcome::Over, reason)
    } else {
        let reason = format!(
            "{count:.0} instructions a call are as near to the limit of {limit} as counts repeat"
        );
        (Outcome::Inconclusive, reason)
    };
    let evidence = Evidence {
        samples: cost.batches,
        looks: 1,
        clock: "retired user instructions, the recorder's own among them".to_owned(),
        statistic: "typical (median of batches)".to_owned(),
        notes: vec![format!(
            "{} calls; the function is {percent:.0} % of the block's time",
            cost.calls
        )],
        instructions: Some(count),
        ..Evidence::default()
    };
    Finding::sampled(outcome, Some(estimate), reason, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Metric, Statistic};

    const BOUND: Bound<'static> = Bound {
        metric: Metric::Instructions,
        statistic: Statistic::Median,
        value: 1_000.0,
        key: "max_instructions",
        changed: None,
    };

    fn outcome(instructions: Result<f64, String>, share: f64) -> Outcome {
        let cost = Cost {
            calls: 100,
            batches: 4,
            time_ns: 500.0,
            cpu_ns: 500.0,
            instructions,
            share,
        };
        finding(&cost, &BOUND).outcome()
    }

    #[test]
    fn counts_decide_where_the_block_is_the_function() {
        assert_eq!(outcome(Ok(900.0), 1.0), Outcome::Within);
        assert_eq!(outcome(Ok(1_010.0), 0.95), Outcome::Over);
        assert_eq!(outcome(Ok(1_000.05), 1.0), Outcome::Inconclusive);
    }

    #[test]
    fn other_work_in_the_block_can_only_excuse_an_excess() {
        assert_eq!(outcome(Ok(900.0), 0.3), Outcome::Within);
        assert_eq!(outcome(Ok(5_000.0), 0.3), Outcome::Inconclusive);
    }

    #[test]
    fn without_counters_nothing_is_measured() {
        let reason = Err("this machine has no instruction counter".to_owned());
        assert_eq!(outcome(reason, 1.0), Outcome::NotMeasured);
    }
}
