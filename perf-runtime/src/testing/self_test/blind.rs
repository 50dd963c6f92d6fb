//! Judging without what it takes: nothing called, a probe or all of them broken, a corrupt memory of the machine.

use std::env;
use std::fs;
use std::path::Path;

use super::counted::{bound, judged, trial};
use super::{Expected, Trial};
use crate::budget::Outcome;
use crate::probe::machine::{Fingerprint, Memory, Reference, Remembered};
use crate::record::ContextSnapshot;
use crate::site::Metric;
use crate::testing::measure::{Settings, Standing, Subject, Tally, subject};

const NOT_MEASURED: Expected = Expected::Verdict(Outcome::NotMeasured);

/// Every metric that a probe reads.
const PROBED: [Metric; 8] = [
    Metric::Time,
    Metric::Cpu,
    Metric::Busy,
    Metric::Instructions,
    Metric::Allocations,
    Metric::AllocatedBytes,
    Metric::PeakBytes,
    Metric::ResidentBytes,
];

pub(super) fn trials() -> Vec<Trial> {
    let time = bound(Metric::Time, 1e9);
    vec![
        trial("never called", NOT_MEASURED, time, &[]),
        never_reached(),
        judged(
            "probe unavailable",
            NOT_MEASURED,
            bound(Metric::Cpu, 1e9),
            &broken(&[Metric::Cpu]),
        ),
        corrupt_memory(),
        all_broken(),
    ]
}

/// Figures of a function whose probes could not be read.
fn broken(metrics: &[Metric]) -> ContextSnapshot {
    let reason = |metric: &Metric| (*metric, "broken on purpose".to_owned());
    ContextSnapshot {
        calls: 30,
        unavailable: metrics.iter().map(reason).collect(),
        ..ContextSnapshot::default()
    }
}

/// A workload that leaves the function alone.
fn never_reached() -> Trial {
    let mut nothing = Tally::default;
    let measurement = subject(
        &mut |_| {},
        Subject::Site(&mut nothing),
        1e9,
        &Settings::default(),
        Remembered::default(),
    );
    let found = match measurement.standing {
        Standing::Unreached => Outcome::NotMeasured,
        Standing::Below => Outcome::Within,
        Standing::Above => Outcome::Over,
        Standing::Undecided | Standing::TooFew => Outcome::Inconclusive,
    };
    Trial {
        fault: "never reached by its workload",
        expected: NOT_MEASURED,
        found,
        reason: String::new(),
    }
}

/// All probes at once: the verdict is the mildest that any metric got.
fn all_broken() -> Trial {
    let context = broken(&PROBED);
    let fault = "all probes broken at once";
    let mut trials = PROBED.map(|metric| judged(fault, NOT_MEASURED, bound(metric, 1e9), &context));
    trials.sort_by_key(Trial::is_wrong);
    let [.., worst] = trials;
    worst
}

/// A memory that cannot be read is ignored, with a note.
fn corrupt_memory() -> Trial {
    let folder = env::temp_dir().join(format!("perf-runtime-self-test-{}", std::process::id()));
    let known = Remembered {
        spin: Some(Reference::now(2.0)),
        ..Remembered::default()
    };
    let memory = Memory::new(&folder, &Fingerprint::of_this_machine());
    let spoilt = memory
        .offer(known)
        .and_then(|()| spoil(&folder.join("machines")));
    let loaded = memory.load();
    // What stays behind is one small file in the temporary folder.
    let _ = fs::remove_dir_all(&folder);
    let (found, reason) = match (spoilt, loaded.note, loaded.remembered) {
        (Ok(()), Some(note), Remembered { spin: None, .. }) => (Outcome::NotMeasured, note),
        (Err(error), ..) => (Outcome::Inconclusive, error.to_string()),
        _ => (Outcome::Within, "it was believed".to_owned()),
    };
    Trial {
        fault: "reference file corrupt",
        expected: NOT_MEASURED,
        found,
        reason,
    }
}

fn spoil(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::write(entry?.path(), "garbage")?;
    }
    Ok(())
}
