//! Judges a limit on growth: all sizes of a workload, round by round, so that a disturbance is not one size's alone.

use super::super::costing::{Costed, Costing};
use super::super::job::Job;
use super::super::look::{UNREACHED, run};
use super::super::measure::CostSettings;
use super::super::register::{Case, WorkloadInfo};
use super::timed::Judged;
use crate::budget::{Bound, Finding, Outcome, Read, judge_growth};
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
        let (points, read) = points(&sizes);
        let finding = judge_growth(bound, &points, round, read);
        let clear = matches!(finding.outcome(), Outcome::Within | Outcome::NotMeasured);
        if clear || round == MOST_ROUNDS {
            return Judged {
                called: true,
                finding: match too_short(&points, read) {
                    Some(note) => finding.with_note(note),
                    None => finding,
                },
            };
        }
    }
}

/// Below this many times the recorder's own cost calls are judged by exact readings, where there are any.
const SHORT: f64 = 16.0;
/// Below this many times the recorder's own cost it hides how calls grow.
const CLEAR_OF_RECORDER: f64 = 4.0;

/// What each size costs, and how that was read: all sizes alike.
fn points(sizes: &[Measured]) -> (Vec<Point>, Read) {
    let by_batches: Vec<Point> = sizes.iter().map(Measured::point).collect();
    let are_short = is_shorter(&by_batches, SHORT);
    let exact: Option<Vec<Point>> = sizes.iter().map(Measured::exact_point).collect();
    match exact.filter(|_| are_short) {
        Some(exact) => (exact, Read::EachCall),
        None => (by_batches, Read::Batches),
    }
}

/// Whether even the largest size takes less than so many times what recording adds.
fn is_shorter(points: &[Point], times: f64) -> bool {
    let longest = points.last().map(|point| point.time_ns);
    longest.is_some_and(|longest| longest < times * record::overhead_ns())
}

fn too_short(points: &[Point], read: Read) -> Option<String> {
    let longest = points.last()?.time_ns;
    let recorder = record::overhead_ns();
    let time = |ns| Quantity::new(ns, Unit::Nanoseconds);
    (read == Read::Batches && is_shorter(points, CLEAR_OF_RECORDER)).then(|| {
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
    exact_ns: Option<f64>,
}

impl Measured {
    /// The best of what calls took in batches.
    fn point(&self) -> Point {
        let each = |part: fn(&Costs) -> f64| self.rounds.iter().map(part).collect();
        self.best_of(each(|costs| costs.time_ns), each(|costs| costs.cpu_ns))
    }

    /// The best of what calls took that were read one by one; `None` where a round has no such reading, or one of nothing.
    fn exact_point(&self) -> Option<Point> {
        let exact: Option<Vec<f64>> = self.rounds.iter().map(|costs| costs.exact_ns).collect();
        let exact = exact.filter(|exact| exact.iter().all(|ns| *ns > 0.0))?;
        Some(self.best_of(exact.clone(), exact))
    }

    fn best_of(&self, mut time: Vec<f64>, mut cpu: Vec<f64>) -> Point {
        time.sort_by(f64::total_cmp);
        cpu.sort_by(f64::total_cmp);
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
        let costing = Costing::new(site, CostSettings::default()).with_exact_readings();
        let job = Job::Cost(Box::new(costing));
        for costed in run(workload, case, job)?.into_costs() {
            let size = size(&costed, workload, case)?;
            let costs = Costs {
                time_ns: costed.cost.time_ns,
                cpu_ns: costed.cost.cpu_ns,
                instructions: costed.cost.instructions.ok(),
                exact_ns: costed.exact_ns,
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
