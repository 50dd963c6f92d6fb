//! Judges a limit on growth: all sizes of a workload, round by round, so that a disturbance is not one size's alone.

use super::super::costing::{Costed, Costing};
use super::super::job::Job;
use super::super::look::{UNREACHED, run};
use super::super::measure::CostSettings;
use super::super::register::{Case, WorkloadInfo};
use super::timed::Judged;
use crate::budget::{Bound, Finding, Outcome, judge_growth};
use crate::record;
use crate::site::Site;
use crate::stats::growth::Point;
use crate::unit::{Quantity, Unit};

/// Rounds that are always made: one shows a cost, the others how well it repeats.
const ROUNDS: u32 = 3;
/// Rounds at most, while the limit does not look kept: the smallest of more rounds is less a matter of luck.
const MOST_ROUNDS: u32 = 8;
/// Calls of one block whose sizes differ by more than this have no common cost.
const ONE_SIZE: f64 = 1.1;

/// Judges the limit by all sizes of this workload.
///
/// One process is enough: models differ by far more than what differs between processes (layout in memory, 9 %).
pub(super) fn judge(workload: &WorkloadInfo, site: &'static Site, bound: &Bound<'_>) -> Judged {
    let mut sizes: Vec<Measured> = Vec::new();
    let mut round = 0;
    loop {
        round += 1;
        if let Err(why) = add_round(&mut sizes, workload, site) {
            return Judged {
                called: true,
                finding: Finding::not_measured(why),
            };
        }
        if sizes.is_empty() {
            return Judged {
                called: false,
                finding: Finding::not_measured(UNREACHED),
            };
        }
        if round < ROUNDS {
            continue;
        }
        let points: Vec<Point> = sizes.iter().map(Measured::point).collect();
        let finding = judge_growth(bound, &points, round);
        let clear = matches!(finding.outcome(), Outcome::Within | Outcome::NotMeasured);
        if clear || round == MOST_ROUNDS {
            return Judged {
                called: true,
                finding: match too_short(&points) {
                    Some(note) => finding.with_note(note),
                    None => finding,
                },
            };
        }
    }
}

/// Below this many times the recorder's own cost it hides how calls grow.
const CLEAR_OF_RECORDER: f64 = 4.0;

fn too_short(points: &[Point]) -> Option<String> {
    let longest = points.last()?.time_ns;
    let recorder = record::snapshot().clock.overhead_ns;
    let time = |ns| Quantity::new(ns, Unit::Nanoseconds);
    (longest < recorder * CLEAR_OF_RECORDER).then(|| {
        format!(
            "even the largest size takes {} only, {} of them the recorder's own: what grows by less is not seen",
            time(longest),
            time(recorder)
        )
    })
}

/// What is known of one size: its costs in each round.
struct Measured {
    size: f64,
    rounds: Vec<Costs>,
}

#[derive(Clone, Copy)]
struct Costs {
    time_ns: f64,
    cpu_ns: f64,
    instructions: Option<f64>,
}

impl Measured {
    fn point(&self) -> Point {
        let least = |part: fn(&Costs) -> f64| {
            let mut values: Vec<f64> = self.rounds.iter().map(part).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let (time, cpu) = (least(|costs| costs.time_ns), least(|costs| costs.cpu_ns));
        let spread = cpu.get(1).map_or(1.0, |second| second / cpu[0] - 1.0);
        let counted = self.rounds.iter().map(|costs| costs.instructions);
        Point {
            size: self.size,
            time_ns: time[0],
            cpu_ns: cpu[0],
            instructions: counted.fold(None, |best: Option<f64>, count| {
                best.map_or(count, |best| Some(best.min(count?)))
            }),
            spread,
        }
    }
}

fn add_round(
    sizes: &mut Vec<Measured>,
    workload: &WorkloadInfo,
    site: &'static Site,
) -> Result<(), String> {
    let mut round: Vec<(f64, Costs)> = Vec::new();
    for case in one_thread(workload) {
        let job = Job::Cost(Box::new(Costing::new(site, CostSettings::default())));
        for costed in run(workload, case, job)?.into_costs() {
            let size = size(&costed, workload, case)?;
            let costs = Costs {
                time_ns: costed.cost.time_ns,
                cpu_ns: costed.cost.cpu_ns,
                instructions: costed.cost.instructions.ok(),
            };
            // Of several blocks with one size the slowest speaks for it.
            match round.iter_mut().find(|(known, _)| *known == size) {
                Some((_, known)) if known.cpu_ns >= costs.cpu_ns => {}
                Some((_, known)) => *known = costs,
                None => round.push((size, costs)),
            }
        }
    }
    for (size, costs) in round {
        match sizes.iter_mut().find(|known| known.size == size) {
            Some(known) => known.rounds.push(costs),
            None => sizes.push(Measured {
                size,
                rounds: vec![costs],
            }),
        }
    }
    sizes.sort_by(|a, b| a.size.total_cmp(&b.size));
    Ok(())
}

/// The cases of the smallest number of threads: how a function scales with threads is another question.
fn one_thread(workload: &WorkloadInfo) -> Vec<Case> {
    let mut cases = workload.cases();
    let least = cases.iter().map(|case| case.threads).min();
    cases.retain(|case| Some(case.threads) == least);
    cases
}

/// The size that the function was called with; an error says why it has none.
fn size(costed: &Costed, workload: &WorkloadInfo, case: Case) -> Result<f64, String> {
    let Some(sizes) = costed.sizes else {
        return Ok(case.size as f64);
    };
    if sizes.most > sizes.least * ONE_SIZE {
        return Err(format!(
            "in one block of {} the function is called with sizes from {} to {}: give each size a block, or a case, of \
             its own",
            workload.case_name(case),
            sizes.least,
            sizes.most
        ));
    }
    Ok(sizes.mean())
}
