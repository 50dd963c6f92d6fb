//! The numbers that a verdict of the harness rests on, as sentences.

use super::super::measure::Measurement;
use super::decide::{Decision, time};
use crate::budget::{Evidence, Finding, Outcome};
use crate::probe::machine::Reference;

/// A decision as the verdict's own part: outcome, figures, evidence.
pub(in super::super) fn finding(decision: Decision) -> Finding {
    let measurement = &decision.look.measurement;
    let mut notes = decision.notes;
    notes.push(noise(measurement));
    notes.push(speed(measurement));
    notes.extend(crowd(measurement));
    notes.extend(measurement.wall.map(|wall| {
        let (low, value, high) = (time(wall.low), time(wall.value), time(wall.high));
        format!("raw wall time: {value} (quartiles {low} and {high})")
    }));
    notes.extend(
        measurement.instructions.map(|instructions| {
            format!("{instructions:.0} user instructions a call of the workload")
        }),
    );
    notes.extend(measurement.unavailable.iter().cloned());
    let measured = measurement
        .estimate
        .filter(|_| decision.outcome != Outcome::NotMeasured);
    let evidence = Evidence {
        samples: measurement.samples,
        looks: decision.looks,
        clock: "max(CPU, wall − run-queue wait), as ratio to a reference spin, at the usual speed"
            .to_owned(),
        statistic: "typical (median of batches)".to_owned(),
        notes,
        points: Vec::new(),
        // Without a memory there is no usual speed: then the times are those of this moment.
        reference_ns: (measurement.speed.remembered_at).map(|_| measurement.speed.median_ns),
        instructions: measurement.instructions,
    };
    Finding::sampled(decision.outcome, measured, decision.reason, evidence)
}

fn noise(measurement: &Measurement) -> String {
    let waited = measurement.wait_ns.map_or_else(
        || "an unknown time".to_owned(),
        |wait| time(wait).to_string(),
    );
    let stolen = match measurement.stolen_ns {
        Some(stolen) if stolen > 0 => {
            format!(", the hypervisor took {}", time(stolen as f64))
        }
        _ => String::new(),
    };
    format!(
        "{} calls in {} batches, {} of them disturbed, {} of no use; waited {waited} for a processor, preempted {} times{stolen}",
        measurement.calls,
        measurement.all_samples + measurement.discarded,
        measurement.disturbed,
        measurement.discarded,
        measurement.involuntary,
    )
}

/// A crowd on the core that was felt.
fn crowd(measurement: &Measurement) -> Option<String> {
    let speed = &measurement.speed;
    let somebody = "another machine on this host, or its second hardware thread";
    let percent = speed.most_added_by_crowd() * 100.0;
    if !speed.alone_known {
        return Some(format!(
            "this core was never seen without somebody else on it yet ({somebody}), who may have added up to {percent:.0} %"
        ));
    }
    speed.is_crowded().then(|| {
        format!(
            "somebody else used the same core ({somebody}) and added up to {percent:.0} % to code that keeps it busy"
        )
    })
}

fn speed(measurement: &Measurement) -> String {
    let speed = &measurement.speed;
    match speed.remembered_at {
        Some(seen) => {
            let reference = Reference {
                ns: speed.usual_ns,
                seen,
            };
            let (slower, days) = (speed.slowdown() * 100.0, reference.age_days());
            let side = if slower < 0.0 { "below" } else { "above" };
            format!(
                "reference spin {:.3} ns a round, {:.1} % {side} what is usual on this machine, {:.3} ns, first seen {days} \
                 days ago",
                speed.median_ns,
                slower.abs(),
                speed.usual_ns
            )
        }
        None => format!(
            "reference spin {:.3} ns a round; what is usual on this machine is not remembered yet, so the interval is widened by \
             the drift seen, {:.1} %",
            speed.median_ns,
            speed.drift * 100.0
        ),
    }
}
