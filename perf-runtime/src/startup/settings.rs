//! Reads `[startup]` of `perf-budget.toml`.

use std::path::Path;

use toml_span::value::Table;

use crate::settings::{Document, SettingsError, place};

/// The name of the table.
const TABLE: &str = "startup";

const KEYS: [&str; 6] = [
    "ready_ms",
    "total_ms",
    "phase_ms",
    "runs",
    "program",
    "arguments",
];

/// More runs than these tell nothing that fewer did not.
const MOST_RUNS: i64 = 1000;

/// What the start-up of a program may take, and how it is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct StartupSettings {
    /// From the first constructor until the program is ready: what the program itself does. In milliseconds.
    pub ready_ms: f64,
    /// From the start of the process until the program is ready, loading and linking included. In milliseconds.
    pub total_ms: f64,
    /// Any phase before the program is ready, in milliseconds.
    pub phase_ms: f64,
    /// How often the program is started, after a first time that is told apart.
    pub runs: usize,
    /// The program, where a check of the workspace is to measure one: the name of a binary target.
    pub program: Option<String>,
    /// What it is started with.
    pub arguments: Vec<String>,
    /// The line of the table, from 1; 0 where the file has none.
    pub line: usize,
}

impl Default for StartupSettings {
    fn default() -> Self {
        Self {
            ready_ms: 150.0,
            total_ms: 200.0,
            phase_ms: 50.0,
            // Enough for an interval of the median, which needs 12.
            runs: 15,
            program: None,
            arguments: Vec::new(),
            line: 0,
        }
    }
}

impl StartupSettings {
    /// Reads the text of `file`; without the table the defaults hold.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or says something that cannot be obeyed.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let document = Document { text, file };
        let root = document.root()?;
        let Some(root) = root.as_table() else {
            return Ok(Self::default());
        };
        document.misspelt(root, TABLE)?;
        match root.get(TABLE) {
            None => Ok(Self::default()),
            Some(value) => {
                let table = value.as_table().ok_or_else(|| {
                    let what = "`startup` is not a table";
                    document.refuse(value.span, what, "write `[startup]`")
                })?;
                let line = place(text, value.span.start).0;
                Ok(Self {
                    line,
                    ..read(&document, table)?
                })
            }
        }
    }
}

fn read(document: &Document<'_>, table: &Table<'_>) -> Result<StartupSettings, SettingsError> {
    document.only(table, &KEYS)?;
    let defaults = StartupSettings::default();
    let time = |key: &str, default: f64| match table.get(key) {
        None => Ok(default),
        Some(value) => {
            let number = document.number(key, value, "150")?;
            if number > 0.0 {
                return Ok(number);
            }
            let what = format!("`{key}` is {number}, which nothing can keep");
            Err(document.refuse(value.span, what, "write a number above 0"))
        }
    };
    let settings = StartupSettings {
        ready_ms: time("ready_ms", defaults.ready_ms)?,
        total_ms: time("total_ms", defaults.total_ms)?,
        phase_ms: time("phase_ms", defaults.phase_ms)?,
        runs: runs(document, table, defaults.runs)?,
        program: document.text(table, "program", "\"tool\"")?,
        arguments: arguments(document, table)?,
        line: 0,
    };
    if let Some(value) = table.get("ready_ms").or_else(|| table.get("total_ms"))
        && settings.ready_ms > settings.total_ms
    {
        let what = format!(
            "`ready_ms` is {}, more than `total_ms`, which contains it and is {}",
            settings.ready_ms, settings.total_ms
        );
        return Err(document.refuse(value.span, what, "raise one or lower the other"));
    }
    Ok(settings)
}

fn runs(
    document: &Document<'_>,
    table: &Table<'_>,
    default: usize,
) -> Result<usize, SettingsError> {
    let Some(value) = table.get("runs") else {
        return Ok(default);
    };
    let whole = value.as_integer().filter(|n| (1..=MOST_RUNS).contains(n));
    match whole.and_then(|n| usize::try_from(n).ok()) {
        Some(runs) => Ok(runs),
        None => Err(document.wrong("runs", value, "a whole number from 1 to 1000", "15")),
    }
}

fn arguments(document: &Document<'_>, table: &Table<'_>) -> Result<Vec<String>, SettingsError> {
    let Some(value) = table.get("arguments") else {
        return Ok(Vec::new());
    };
    let wrong = || document.wrong("arguments", value, "a list of texts", "[\"--once\"]");
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|value| value.as_str().map(str::to_owned).ok_or_else(wrong))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::FILE;

    fn parse(text: &str) -> Result<StartupSettings, String> {
        StartupSettings::parse(text, Path::new(FILE)).map_err(|error| error.to_string())
    }

    #[test]
    fn what_the_file_does_not_say_has_its_default() {
        assert_eq!(
            parse("[policy]\nstrict = true").unwrap(),
            StartupSettings::default()
        );
        let text = "\n[startup]\ntotal_ms = 400.5\nruns = 20\nprogram = \"tool\"\narguments = [\"--once\", \"-q\"]";
        let settings = parse(text).unwrap();
        let expected = StartupSettings {
            total_ms: 400.5,
            runs: 20,
            program: Some("tool".to_owned()),
            arguments: vec!["--once".to_owned(), "-q".to_owned()],
            line: 2,
            ..StartupSettings::default()
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn mistakes_are_refused_with_place_and_remedy() {
        for (text, expected) in [
            (
                "[startup]\nredy_ms = 1",
                "perf-budget.toml:2:1: unknown key `redy_ms`; did you mean `ready_ms`?",
            ),
            (
                "[startup]\nready_ms = 0",
                "perf-budget.toml:2:12: `ready_ms` is 0, which nothing can keep",
            ),
            (
                "[startup]\nready_ms = 300",
                "`ready_ms` is 300, more than `total_ms`, which contains it and is 200",
            ),
            (
                "[startup]\nruns = 0",
                "`runs` takes a whole number from 1 to 1000",
            ),
            (
                "[startup]\narguments = \"--once\"",
                "`arguments` takes a list of texts",
            ),
            ("startup = 1", "`startup` is not a table; write `[startup]`"),
            (
                "[[startup]]\nruns = 3",
                "`startup` is not a table; write `[startup]`",
            ),
            (
                "[start_up]\nruns = 3",
                "unknown key `start_up`; did you mean `startup`?",
            ),
        ] {
            let message = parse(text).unwrap_err();
            assert!(message.contains(expected), "{text}\n{message}");
        }
    }
}
