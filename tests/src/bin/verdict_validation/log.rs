//! Checks on a line each, so that a table may be made in several sittings and nothing is lost when one ends early.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use perf_runtime::budget::{Outcome, Severity};
use perf_runtime::probe::machine::Fingerprint;

use crate::cell::Case;
use crate::neighbours::Noise;
use crate::plan;

const HEAD: &str = "unix_seconds\tmachine\tnoise\tfunction\tof_its_limit\ttypical_ns\toutcome\tseverity\ttook_ms\tplain_over\tchanged";

/// What one check said, and what it was asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) case: Case,
    /// The truth that its limit was set from, in nanoseconds.
    pub(crate) typical_ns: f64,
    pub(crate) outcome: Outcome,
    pub(crate) severity: Option<Severity>,
    pub(crate) took_ms: f64,
    /// What others said of the same function at the same time, where they were asked.
    pub(crate) others: Option<Others>,
}

/// What is set beside our verdicts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Others {
    /// A plain median of 30 was over the limit.
    pub(crate) plain_over: bool,
    /// Change detection called it slower.
    pub(crate) changed: bool,
}

/// The file that checks are added to.
pub(crate) struct Log {
    path: PathBuf,
    machine: String,
}

impl Log {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            machine: Fingerprint::of_this_machine().to_string(),
        }
    }

    /// Adds a check.
    pub(crate) fn add(&self, record: &Record) -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        let head = if file.metadata()?.len() == 0 {
            format!("{HEAD}\n")
        } else {
            String::new()
        };
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let line = line(record, seconds, &self.machine);
        // In one piece: two sittings may write at once.
        file.write_all(format!("{head}{line}\n").as_bytes())
    }

    /// All checks of this kind of machine. A line that is cut off or not understood is told and left out.
    pub(crate) fn read(&self) -> std::io::Result<Vec<Record>> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            other => other?,
        };
        let mut records = Vec::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| *line != HEAD) {
            match parsed(line) {
                Some((machine, record)) if machine == self.machine => records.push(record),
                Some(_) => {}
                None => eprintln!(
                    "verdict_validation: {}, line {}: not a check, left out",
                    self.path.display(),
                    number + 1
                ),
            }
        }
        Ok(records)
    }
}

fn line(record: &Record, unix_seconds: u64, machine: &str) -> String {
    let Record {
        case,
        typical_ns,
        outcome,
        severity,
        took_ms,
        others,
    } = record;
    let Case {
        noise,
        subject,
        load,
    } = case;
    let severity = severity.map_or_else(|| "-".to_owned(), |severity| format!("{severity:?}"));
    let [plain_over, changed] = match others {
        Some(others) => [others.plain_over, others.changed].map(|said| said.to_string()),
        None => ["-", "-"].map(str::to_owned),
    };
    format!(
        "{unix_seconds}\t{machine}\t{noise}\t{subject}\t{load}\t{typical_ns:.2}\t{outcome:?}\t{severity}\t{took_ms:.1}\t{plain_over}\t{changed}"
    )
}

fn parsed(line: &str) -> Option<(&str, Record)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [
        _,
        machine,
        noise,
        subject,
        load,
        typical_ns,
        outcome,
        severity,
        took_ms,
        plain_over,
        changed,
    ] = fields[..]
    else {
        return None;
    };
    let outcomes = [
        Outcome::Within,
        Outcome::Over,
        Outcome::Inconclusive,
        Outcome::NotMeasured,
    ];
    let severities = [Severity::Notice, Severity::Warning, Severity::Critical];
    let record = Record {
        case: Case {
            noise: Noise::named(noise).ok()?,
            subject: plan::subject(subject)?,
            load: load.parse().ok()?,
        },
        typical_ns: typical_ns.parse().ok()?,
        outcome: outcomes
            .into_iter()
            .find(|one| format!("{one:?}") == outcome)?,
        severity: severities
            .into_iter()
            .find(|one| format!("{one:?}") == severity),
        took_ms: took_ms.parse().ok()?,
        others: match (plain_over, changed) {
            ("-", "-") => None,
            (plain_over, changed) => Some(Others {
                plain_over: plain_over.parse().ok()?,
                changed: changed.parse().ok()?,
            }),
        },
    };
    Some((machine, record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            case: Case {
                noise: Noise::Busy(3),
                subject: crate::subject::CORE_BOUND[1],
                load: 1.05,
            },
            typical_ns: 51_234.5,
            outcome: Outcome::Over,
            severity: Some(Severity::Notice),
            took_ms: 87.5,
            others: Some(Others {
                plain_over: false,
                changed: true,
            }),
        }
    }

    #[test]
    fn what_is_added_is_read_again_and_what_was_cut_off_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::new(&folder.path().join("checks.tsv"));
        assert_eq!(log.read().unwrap(), []);
        let healthy = Record {
            outcome: Outcome::Within,
            severity: None,
            others: None,
            ..record()
        };
        log.add(&record()).unwrap();
        log.add(&healthy).unwrap();
        let mut text = fs::read_to_string(&log.path).unwrap();
        text += "1790000000\tsomething else\t3\tpolyno";
        fs::write(&log.path, text).unwrap();
        assert_eq!(log.read().unwrap(), [record(), healthy]);
    }

    #[test]
    fn checks_of_other_machines_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checks.tsv");
        let other = Log {
            path: path.clone(),
            machine: "another".to_owned(),
        };
        other.add(&record()).unwrap();
        assert_eq!(Log::new(&path).read().unwrap(), []);
        assert_eq!(other.read().unwrap(), [record()]);
    }
}
