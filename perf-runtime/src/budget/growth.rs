//! How time grows with size: the slope over the larger sizes against the slope that each model has on those sizes.
//!
//! A power of `n` too steep is critical. A factor of `log n` is a tenth of a slope, which caches alone can make of a scan:
//! counted instructions make a warning of it, time makes a notice.

use super::finding::Finding;
use super::grade::Kind;
use super::subject::Bound;
use super::verdict::{Evidence, Outcome, Severity};
use crate::stats::Estimate;
use crate::stats::growth::{Growth, GrowthError, MIN_SIZES, Model, Point, growth, is_blind};
use crate::unit::{Quantity, Unit};

/// The largest size is at least this many times the smallest: four sizes, each double the one before.
const MIN_SPAN: f64 = 8.0;

/// Slopes are taken to be known to this many standard errors.
const STANDARD_ERRORS: f64 = 2.0;

/// Two models whose slopes differ by less than this differ by a factor of `log n`, not by a power.
const A_POWER: f64 = 0.5;

/// CPU time below this part of the judged time means that a call waits for something: then the judged time decides.
const MOSTLY_WORKING: f64 = 0.67;

/// How the times of the sizes were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// Many calls at once.
    Batches,
    /// Calls one by one, which are too short for plain readings.
    EachCall,
}

/// The opinion that decides.
struct Opinion {
    growth: Growth,
    /// How it grows over all sizes, where its steepness may come from a step in between.
    past_a_step: Option<Model>,
    /// What the slope is known to.
    error: f64,
    /// Whether instructions decide; otherwise a time does.
    counted: bool,
    clock: &'static str,
}

/// Judges the limit by what each size cost. `rounds` times all sizes were measured.
pub(crate) fn judge(bound: &Bound<'_>, points: &[Point], rounds: u32, read: Read) -> Finding {
    let declared = Model::of_rank(bound.value);
    let opinion = match few_sizes(points).map_or_else(|| opinion(points, read), Err) {
        Ok(opinion) => opinion,
        Err(reason) => {
            let mut finding = Finding::not_measured(reason);
            // One size is none to compare with; a few could not decide.
            if points.len() > 1 {
                finding.outcome = Outcome::Inconclusive;
            }
            finding.evidence.notes = table(points);
            finding.evidence.points = points.to_vec();
            return finding;
        }
    };
    let Growth {
        model,
        slope,
        ref sizes,
        ..
    } = opinion.growth;
    let low = opinion.growth.nearest(slope - opinion.error);
    let high = opinion.growth.nearest(slope + opinion.error);
    let past_a_step = opinion.past_a_step.filter(|whole| *whole <= declared);
    let (outcome, severity) = if high <= declared {
        (Outcome::Within, Severity::Notice)
    } else if low > declared && past_a_step.is_none() {
        (Outcome::Over, severity(&opinion, low, declared))
    } else {
        (Outcome::Inconclusive, Severity::Notice)
    };
    let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
    let found = format!(
        "from size {first} to {last} {} grows like {} (slope {slope:.2} ± {:.2})",
        if opinion.counted {
            "the number of instructions"
        } else {
            "time"
        },
        model.formula(),
        opinion.error
    );
    let reason = match outcome {
        Outcome::Over => format!(
            "{found}, the limit is {} (slope {:.2} there)",
            declared.formula(),
            opinion.growth.slope_of(declared)
        ),
        Outcome::Inconclusive if low > declared => format!(
            "{found}, but less steeply at the end, and like {} over all sizes: data may have outgrown a cache in between; \
             sizes on one side of that, or a machine that counts instructions, would decide",
            past_a_step.unwrap_or(model).formula()
        ),
        Outcome::Inconclusive => format!(
            "{found}, which does not tell {} from {}: larger sizes or a quieter machine would decide",
            low.formula(),
            high.formula()
        ),
        Outcome::Within | Outcome::NotMeasured => String::new(),
    };
    let mut notes = vec![found, slopes(&opinion.growth)];
    notes.extend(table(points));
    Finding {
        outcome,
        measured: Some(Estimate {
            low: past_a_step.map_or(low, |whole| whole.min(low)).rank(),
            value: model.rank(),
            high: high.rank(),
        }),
        kind: Kind::Graded(severity),
        reason,
        evidence: Evidence {
            samples: points.len() as u64,
            looks: rounds,
            clock: opinion.clock.to_owned(),
            statistic: "log-log slope over the larger half of the sizes".to_owned(),
            notes,
            points: points.to_vec(),
            ..Evidence::default()
        },
    }
}

fn severity(opinion: &Opinion, found: Model, declared: Model) -> Severity {
    let steeper = opinion.growth.slope_of(found) - opinion.growth.slope_of(declared);
    if steeper >= A_POWER {
        Severity::Critical
    } else if opinion.counted {
        Severity::Warning
    } else {
        Severity::Notice
    }
}

/// Why there are too few sizes to see growth.
fn few_sizes(points: &[Point]) -> Option<String> {
    let least = points.iter().map(|p| p.size).fold(f64::INFINITY, f64::min);
    let most = points.iter().map(|p| p.size).fold(0.0, f64::max);
    let remedy = format!(
        "give the workload `sizes = [\u{2026}]`: at least {MIN_SIZES}, each at least double the one before"
    );
    match points.len() {
        0 | 1 => Some(format!("the workload runs one size only: {remedy}")),
        n if n < MIN_SIZES => Some(format!("{n} sizes are too few to see growth: {remedy}")),
        _ if most < least * MIN_SPAN => Some(format!(
            "the sizes from {least} to {most} are too close to see growth: {remedy}"
        )),
        _ => None,
    }
}

/// Instructions first; the time instead where it is so much steeper that instructions must be blind to the work.
fn opinion(points: &[Point], read: Read) -> Result<Opinion, String> {
    let largest = points.iter().max_by(|a, b| a.size.total_cmp(&b.size));
    let works = largest.is_some_and(|point| point.cpu_ns >= point.time_ns * MOSTLY_WORKING);
    let explain = |error: GrowthError| error.to_string();
    let times: Vec<(f64, f64)> = points
        .iter()
        .map(|p| (p.size, if works { p.cpu_ns } else { p.time_ns }))
        .collect();
    let timed = growth(&times).map_err(explain)?;
    let counted: Option<Vec<(f64, f64)>> = points
        .iter()
        .map(|p| Some((p.size, p.instructions?)))
        .collect();
    let counted = counted.map(|points| growth(&points).map_err(explain));
    let counted = counted.transpose()?;
    let counted = counted.filter(|counted| !is_blind(counted, &timed));
    let by_instructions = counted.is_some();
    // Data that outgrows a cache does not add instructions.
    let past_a_step = match counted {
        Some(_) => None,
        None => timed.past_a_step(&times),
    };
    let growth = counted.unwrap_or(timed);
    let spread = |size: f64| {
        let point = points.iter().find(|point| point.size == size);
        point.map_or(0.0, |point| point.spread)
    };
    // Counts repeat. Times that do not may still line up, and times that do not line up may repeat: then the growth has a
    // bend, and no noise.
    let error = if by_instructions {
        0.0
    } else {
        let repeated = growth.error(spread) * STANDARD_ERRORS;
        growth
            .scatter
            .map_or(repeated, |scatter| scatter.min(repeated))
    };
    Ok(Opinion {
        past_a_step,
        error,
        counted: by_instructions,
        clock: match (by_instructions, read, works) {
            (true, ..) => "user instructions, smallest CPU time beside them",
            (false, Read::EachCall, _) => {
                "exact readings of single calls, too short for plain ones"
            }
            (false, Read::Batches, true) => "smallest CPU time of a call",
            (false, Read::Batches, false) => {
                "smallest max(CPU, wall − run-queue wait) of a call: it mostly waits"
            }
        },
        growth,
    })
}

fn slopes(growth: &Growth) -> String {
    let all = Model::ALL.map(|model| format!("{} {:.2}", model.formula(), growth.slope_of(model)));
    format!("slopes of the models on these sizes: {}", all.join(", "))
}

/// A sentence for each size.
fn table(points: &[Point]) -> Vec<String> {
    let time = |ns| Quantity::new(ns, Unit::Nanoseconds);
    let line = |point: &Point| {
        let instructions = point
            .instructions
            .map_or_else(String::new, |count| format!(", {count:.0} instructions"));
        let (size, judged, cpu) = (point.size, time(point.time_ns), time(point.cpu_ns));
        format!("size {size}: {judged}, CPU {cpu}{instructions}")
    };
    points.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Metric, Statistic};

    fn bound(model: Model) -> Bound<'static> {
        Bound {
            metric: Metric::Growth,
            statistic: Statistic::Median,
            value: model.rank(),
            key: "max_growth",
            changed: None,
        }
    }

    fn points(count: u32, cost: impl Fn(f64) -> f64) -> Vec<Point> {
        let sizes = (0..count).map(|i| f64::from(64 << i));
        sizes
            .map(|size| Point {
                size,
                time_ns: cost(size),
                cpu_ns: cost(size),
                instructions: None,
                spread: 0.001,
            })
            .collect()
    }

    fn judged(model: Model, points: &[Point]) -> (Outcome, Kind, String) {
        let finding = judge(&bound(model), points, 2, Read::Batches);
        (finding.outcome, finding.kind, finding.reason)
    }

    #[test]
    fn every_model_is_within_itself_and_all_steeper_ones() {
        for (place, model) in Model::ALL.into_iter().enumerate() {
            let costs = points(8, |n| 50.0 * model.cost(n));
            for (other, declared) in Model::ALL.into_iter().enumerate() {
                let (outcome, ..) = judged(declared, &costs);
                let kept = other >= place;
                let expected = if kept { Outcome::Within } else { Outcome::Over };
                assert_eq!(outcome, expected, "{model:?} under {declared:?}");
            }
        }
    }

    #[test]
    fn a_power_is_critical_and_a_logarithm_needs_instructions_to_be_more_than_a_notice() {
        let square = points(8, |n| n * n);
        let (_, kind, reason) = judged(Model::Linearithmic, &square);
        assert_eq!(kind, Kind::Graded(Severity::Critical));
        assert!(reason.contains("grows like n^2"), "{reason}");
        let mut sorting = points(8, |n| n * n.ln());
        let (_, kind, _) = judged(Model::Linear, &sorting);
        assert_eq!(kind, Kind::Graded(Severity::Notice));
        for point in &mut sorting {
            point.instructions = Some(point.size * point.size.ln());
        }
        let (_, kind, reason) = judged(Model::Linear, &sorting);
        assert_eq!(kind, Kind::Graded(Severity::Warning));
        assert!(reason.contains("the number of instructions"), "{reason}");
    }

    #[test]
    fn instructions_that_are_blind_to_the_work_give_way_to_the_cpu() {
        let mut copies = points(8, |n| n * n);
        for point in &mut copies {
            point.instructions = Some(point.size);
        }
        let (outcome, ..) = judged(Model::Linear, &copies);
        assert_eq!(outcome, Outcome::Over);
    }

    #[test]
    fn a_step_between_caches_is_not_called_growth() {
        let mut copies = points(6, |n| n * n * if n > 512.0 { 2.0 } else { 1.0 });
        copies[5].cpu_ns *= 1.7;
        let (outcome, _, reason) = judged(Model::Quadratic, &copies);
        assert_eq!(outcome, Outcome::Inconclusive);
        assert!(reason.contains("outgrown a cache"), "{reason}");
        let (outcome, ..) = judged(Model::Linear, &copies);
        assert_eq!(outcome, Outcome::Over, "like n^2 over all sizes");
    }

    #[test]
    fn few_or_close_sizes_decide_nothing_and_one_measures_nothing() {
        let (outcome, _, reason) = judged(Model::Linear, &points(1, |n| n));
        assert_eq!(outcome, Outcome::NotMeasured);
        assert!(reason.contains("`sizes = ["), "{reason}");
        let (outcome, _, reason) = judged(Model::Linear, &points(3, |n| n));
        assert_eq!(outcome, Outcome::Inconclusive);
        assert!(reason.contains("3 sizes are too few"), "{reason}");
        let mut close = points(4, |n| n);
        for (i, point) in close.iter_mut().enumerate() {
            point.size = 100.0 + i as f64;
        }
        let (outcome, _, reason) = judged(Model::Linear, &close);
        assert_eq!(outcome, Outcome::Inconclusive);
        assert!(reason.contains("too close"), "{reason}");
    }

    #[test]
    fn costs_that_neither_repeat_nor_line_up_are_too_noisy() {
        let mut up = false;
        let mut zigzag = points(8, |n| n.powf(1.5));
        for point in &mut zigzag {
            up = !up;
            point.cpu_ns *= if up { 1.5 } else { 1.0 };
            point.time_ns = point.cpu_ns;
            point.spread = 0.5;
        }
        let (outcome, _, reason) = judged(Model::Linearithmic, &zigzag);
        assert_eq!(outcome, Outcome::Inconclusive);
        assert!(reason.contains("does not tell n"), "{reason}");
        for point in &mut zigzag {
            point.spread = 0.001;
        }
        let (outcome, ..) = judged(Model::Linear, &zigzag);
        assert_eq!(outcome, Outcome::Over, "a bend that repeats is no noise");
        let mut unsteady = points(8, |n| n * n);
        for point in &mut unsteady {
            point.spread = 1.0;
        }
        let (outcome, ..) = judged(Model::Linearithmic, &unsteady);
        assert_eq!(outcome, Outcome::Over, "costs that line up are no noise");
    }

    #[test]
    fn a_function_that_waits_is_judged_by_its_time() {
        let mut sleeping = points(8, |n| n * 1e6);
        for point in &mut sleeping {
            point.cpu_ns = 1000.0;
        }
        let (outcome, ..) = judged(Model::Constant, &sleeping);
        assert_eq!(outcome, Outcome::Over);
    }

    #[test]
    fn the_evidence_is_a_table() {
        let finding = judge(
            &bound(Model::Linear),
            &points(5, |n| n * 1e3),
            2,
            Read::Batches,
        );
        assert_eq!(finding.evidence.points.len(), 5);
        let notes = finding.evidence.notes.join("\n");
        assert!(notes.contains("size 64: 64.0 µs, CPU 64.0 µs"), "{notes}");
        assert!(notes.contains("n log n 1."), "{notes}");
    }
}
