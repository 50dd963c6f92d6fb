//! Reads and writes the file: stable order, one figure a line, four digits, so that a diff shows what changed.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use perf_runtime::baseline::{Baselines, Figure, SCHEMA_VERSION};
use serde::Serialize;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::files;

/// Ten thousand functions take a few megabytes; more than this is no baseline.
const LARGEST: u64 = 1 << 28;

const REMEDY: &str = "restore it with `git checkout -- perf-baseline.json`; after a merge conflict take one side and run \
                      `cargo perf-budget baseline accept`";

/// Reads the file; a missing one holds no baseline.
pub(crate) fn read(path: &Path) -> Result<Baselines, Fault> {
    let refused = |what: String| Fault::new(Exit::Io, what).at(path.display()).remedy(REMEDY);
    let read = files::read_whole(path, "the baselines", LARGEST);
    let Some(bytes) = read.map_err(|fault| fault.remedy(REMEDY))? else {
        return Ok(Baselines::default());
    };
    let other_version = |found: u64| {
        let what = format!(
            "it has schema version {found}, this cargo-perf-budget reads version {SCHEMA_VERSION}"
        );
        refused(what).remedy("use the cargo-perf-budget that wrote it")
    };
    let file: Baselines =
        serde_json::from_slice(&bytes).map_err(|error| match version(&bytes) {
            Some(found) if found != u64::from(SCHEMA_VERSION) => other_version(found),
            _ => Fault::new(Exit::Io, format!("not a file of baselines: {error}"))
                .at(format!(
                    "{}:{}:{}",
                    path.display(),
                    error.line(),
                    error.column()
                ))
                .remedy(REMEDY),
        })?;
    if file.schema != SCHEMA_VERSION {
        return Err(other_version(file.schema.into()));
    }
    match file.problem() {
        None => Ok(file),
        Some(problem) => Err(refused(problem)),
    }
}

/// The version that a file of whatever format names.
fn version(bytes: &[u8]) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    value.get("schema")?.as_u64()
}

/// Replaces the file as a whole; a file without baselines is removed.
pub(crate) fn write(path: &Path, file: &Baselines) -> Result<(), Fault> {
    if file.baselines.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Fault::io("remove the file without baselines", path, &error))
            }
            _ => Ok(()),
        };
    }
    files::write_whole(path, &text(file)?)
}

fn text(file: &Baselines) -> Result<String, Fault> {
    let mut out = format!("{{\n  \"schema\": {},\n  \"baselines\": {{", file.schema);
    for (i, (name, baseline)) in file.baselines.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{comma}\n    {}: {{\n      \"accepted\": {},\n      \"commit\": {},\n      \"machine\": {},\n      \"figures\": [",
            json(name)?,
            json(&baseline.accepted)?,
            json(&baseline.commit)?,
            json(&baseline.machine)?
        );
        for (j, figure) in baseline.figures.iter().enumerate() {
            let comma = if j == 0 { "" } else { "," };
            let _ = write!(out, "{comma}\n        {}", json(&rounded(figure))?);
        }
        out.push_str("\n      ]\n    }");
    }
    out.push_str("\n  }\n}\n");
    Ok(out)
}

fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value)
        .map_err(|error| Fault::new(Exit::Io, format!("a figure cannot be written: {error}")))
}

/// Times to four digits: more of them are noise, and noise makes diffs. Counts are exact.
fn rounded(figure: &Figure) -> Figure {
    let mut figure = figure.clone();
    if figure.is_time() {
        let measured = &mut figure.measured;
        for value in [&mut measured.low, &mut measured.value, &mut measured.high] {
            *value = four_digits(*value);
        }
    }
    figure
}

fn four_digits(value: f64) -> f64 {
    // Decimal and back is exact where scaling by powers of ten is not.
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use perf_runtime::budget::Estimate;
    use perf_runtime::site::{Metric, Statistic};
    use perf_runtime::unit::Unit;

    use super::*;
    use crate::baseline::{Baseline, FILE, Machine};

    fn figure(site: &str) -> Figure {
        Figure {
            site: site.to_owned(),
            context: "tests::\"odd\"\u{1}".to_owned(),
            metric: Metric::Time,
            statistic: Statistic::Median,
            unit: Unit::Nanoseconds,
            samples: 200,
            cancelled: false,
            measured: Estimate {
                low: 123_456.7,
                value: 130_000.0,
                high: 0.1 + 140_000.0,
            },
        }
    }

    fn file() -> Baselines {
        let baseline = Baseline {
            accepted: "2026-01-02T03:04:05Z".to_owned(),
            commit: "0123456789".to_owned(),
            machine: Machine::default(),
            figures: vec![figure("k::a"), figure("k::b")],
        };
        let mut file = Baselines::default();
        file.baselines.insert("main".to_owned(), baseline);
        file
    }

    fn fault(text: &str) -> String {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(FILE);
        fs::write(&path, text).unwrap();
        let fault = read(&path).unwrap_err();
        assert_eq!(fault.exit(), Exit::Io);
        fault
            .to_string()
            .replace(&*home.path().to_string_lossy(), "…")
    }

    #[test]
    fn what_is_written_is_read_and_written_again_the_same() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(FILE);
        write(&path, &file()).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        insta::assert_snapshot!(first);
        write(&path, &read(&path).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first);
        write(&path, &Baselines::default()).unwrap();
        assert!(!path.exists());
        assert_eq!(read(&path).unwrap(), Baselines::default());
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_place_and_remedy() {
        let good = text(&file()).unwrap();
        let cases = [
            ("cut short", good[..good.len() / 2].to_owned()),
            (
                "a merge conflict",
                good.replacen("      \"figures\"", "<<<<<<< HEAD\n      \"figures\"", 1),
            ),
            (
                "a future version",
                good.replacen("\"schema\": 1", "\"schema\": 7,\n\"more\": 2", 1),
            ),
            (
                "an interval upside down",
                good.replacen("\"low\":123500.0", "\"low\":9e9", 1),
            ),
            (
                "a huge number",
                good.replacen("\"low\":123500.0", "\"low\":1e999", 1),
            ),
            (
                "a hostile name",
                good.replacen("\"main\"", "\"../x\\u0007\"", 1),
            ),
            ("double figures", good.replacen("k::b", "k::a", 1)),
        ];
        let told: Vec<String> = cases
            .iter()
            .map(|(name, text)| format!("{name}: {}", fault(text)))
            .collect();
        insta::assert_snapshot!(told.join("\n\n"));
    }
}
