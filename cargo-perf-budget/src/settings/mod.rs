//! `perf-budget.toml` at the workspace root: what a team decided once, so that nobody has to remember options.

mod place;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use perf_runtime::budget::{Policy, Severity};
use perf_runtime::class::Classes;
use perf_runtime::settings::SettingsError;
use perf_runtime::spans::SpanBudgets;
use perf_runtime::startup::StartupSettings;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::files;

/// The file's name.
pub(crate) const FILE: &str = "perf-budget.toml";

/// A thousand spans and machine classes take some hundred kilobytes; more than this was not written by a person.
const LARGEST: u64 = 1 << 24;

/// The file as a value; what it does not say has the documented default.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// What fails a check.
    pub(crate) policy: PolicySettings,
    /// How tests are built and run.
    pub(crate) check: CheckSettings,
    /// What a run is compared with.
    pub(crate) baseline: BaselineSettings,
    /// Where the series of runs is kept.
    pub(crate) history: HistorySettings,
    /// `[[machine]]`: read by the runtime where limits are judged, and refused here by the same rules; so are the next two.
    machine: IgnoredAny,
    /// `[[span]]`.
    span: IgnoredAny,
    /// `[startup]`.
    #[serde(rename = "startup")]
    startup_table: IgnoredAny,
    /// What `[[machine]]` says.
    #[serde(skip)]
    pub(crate) classes: Classes,
    /// What `[startup]` says.
    #[serde(skip)]
    pub(crate) startup: StartupSettings,
}

/// `[policy]`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PolicySettings {
    /// The least severity that fails; `warning` unless said.
    pub(crate) fail_on: Option<FailOn>,
    /// Whether an undecided verdict fails.
    pub(crate) strict: bool,
}

impl PolicySettings {
    /// The policy of a check of the whole workspace.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            fail_on: self.fail_on.map_or(Severity::Warning, Severity::from),
            strict: self.strict,
            uncalled_is_red: true,
        }
    }
}

/// `[check]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CheckSettings {
    /// The cargo feature that turns monitoring on, in each package that has it.
    pub(crate) feature: String,
    /// Whether tests run under nextest.
    pub(crate) nextest: bool,
}

impl Default for CheckSettings {
    fn default() -> Self {
        Self {
            feature: "monitoring".to_owned(),
            nextest: false,
        }
    }
}

/// `[baseline]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct BaselineSettings {
    /// The baseline that checks compare with, where it exists.
    pub(crate) name: String,
    /// By how many percent a figure may grow.
    pub(crate) max_regression_percent: f64,
}

impl Default for BaselineSettings {
    fn default() -> Self {
        Self {
            name: "main".to_owned(),
            max_regression_percent: 10.0,
        }
    }
}

/// `[history]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HistorySettings {
    /// Whether checks are kept.
    pub(crate) keep: bool,
    /// The database, relative to the workspace root; `history.sqlite` beside the run files unless said.
    pub(crate) file: Option<PathBuf>,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self {
            keep: true,
            file: None,
        }
    }
}

/// The least severity that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FailOn {
    /// Any excess
    Notice,
    /// From `warning_percent` over the limit (10 % unless the budget says otherwise)
    Warning,
    /// Above `critical_percent` over the limit (50 %)
    Critical,
}

impl From<FailOn> for Severity {
    fn from(word: FailOn) -> Self {
        match word {
            FailOn::Notice => Self::Notice,
            FailOn::Warning => Self::Warning,
            FailOn::Critical => Self::Critical,
        }
    }
}

impl Settings {
    /// Reads the file of this workspace; a missing one is the defaults.
    pub(crate) fn load(root: &Path) -> Result<Self, Fault> {
        let path: PathBuf = root.join(FILE);
        let Some(bytes) = files::read_whole(&path, "the settings", LARGEST)? else {
            return Ok(Self::default());
        };
        let text = String::from_utf8(bytes).map_err(|_| {
            let fault = Fault::new(Exit::BadConfig, "the file is not UTF-8 text");
            fault.at(path.display()).remedy("save it as UTF-8")
        })?;
        Self::parse(&text, &path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Fault> {
        let mut settings: Self =
            toml::from_str(text).map_err(|error| place::fault(&error, text, path))?;
        settings.classes = Classes::parse(text, path).map_err(refused)?;
        SpanBudgets::parse(text, path).map_err(refused)?;
        settings.startup = StartupSettings::parse(text, path).map_err(refused)?;
        let percent = settings.baseline.max_regression_percent;
        if !(percent.is_finite() && percent >= 0.0) {
            let what = format!("`max_regression_percent` is {percent}");
            let fault = Fault::new(Exit::BadConfig, what).at(path.display());
            return Err(fault.remedy("write a percentage of 0 or more: 10"));
        }
        crate::baseline::name(&settings.baseline.name).map_err(|fault| fault.at(path.display()))?;
        Ok(settings)
    }
}

/// What the runtime refuses, as a fault.
pub(crate) fn refused(error: SettingsError) -> Fault {
    let SettingsError {
        file,
        place,
        what,
        remedy,
    } = error;
    let place = place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
    let fault = Fault::new(Exit::BadConfig, what);
    fault
        .at(format!("{}{place}", file.display()))
        .remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, String> {
        Settings::parse(text, Path::new(FILE)).map_err(|fault| {
            assert_eq!(fault.exit(), Exit::BadConfig);
            fault.to_string()
        })
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let defaults = parse("").unwrap();
        assert_eq!(defaults.policy, PolicySettings::default());
        assert_eq!(defaults.check, CheckSettings::default());
        assert!(defaults.classes.is_empty());
        let settings = parse("[policy]\nfail_on = \"critical\"\nstrict = true\n").unwrap();
        assert_eq!(settings.policy.fail_on, Some(FailOn::Critical));
        assert!(settings.policy.strict);
    }

    #[test]
    fn mistakes_are_refused_with_place_and_remedy() {
        insta::assert_snapshot!(parse("[policy]\nfail-on = \"critical\"\n").unwrap_err());
        insta::assert_snapshot!(parse("[polisy]\nstrict = true\n").unwrap_err());
        insta::assert_snapshot!(parse("[policy]\nstrict = 3\n").unwrap_err());
        insta::assert_snapshot!(parse("[policy]\nfail_on = \"warn\"\n").unwrap_err());
        insta::assert_snapshot!(parse("[policy]\nzzz = 1\n").unwrap_err());
        insta::assert_snapshot!(parse("[policy\n").unwrap_err());
        insta::assert_snapshot!(parse("[baseline]\nmax_regression_percent = nan\n").unwrap_err());
        insta::assert_snapshot!(parse("[baseline]\nname = \"../x y\"\n").unwrap_err());
        let error = parse("[policy]\nfail_on = 3\n").unwrap_err();
        assert!(error.contains("expected a word in quotes") && error.contains(":2:11"));
    }

    #[test]
    fn machine_classes_are_read_by_the_rules_of_the_runtime() {
        let class = "[[machine]]\nname = \"ci\"\nhost = \"ci-*\"\n";
        assert!(parse(&format!("{class}scale = 1.5\n")).is_ok());
        let error = parse(&format!("{class}scal = 1.5\n")).unwrap_err();
        assert!(error.contains("perf-budget.toml:4:1"), "{error}");
        assert!(error.contains("did you mean `scale`?"), "{error}");
    }

    #[test]
    fn spans_and_the_start_up_are_read_by_the_rules_of_the_runtime() {
        let span = "[[span]]\ntarget = \"hyper\"\nname = \"request\"\n";
        let startup = "[startup]\nready_ms = 100\n";
        let settings = parse(&format!("{span}max_ms = 5\n{startup}runs = 20\n")).unwrap();
        assert_eq!(
            (settings.startup.ready_ms, settings.startup.runs),
            (100.0, 20)
        );
        let refused = [
            (span, "max_mss = 5", ":4:1", "did you mean `max_ms`?"),
            (span, "max_ms = 0", ":4:10", "write a number above 0"),
            (span, "", ":1:", "give at least one"),
            (startup, "runz = 20", ":3:1", "did you mean `runs`?"),
            (startup, "runs = 0", ":3:8", "write `runs = 15`"),
        ];
        for (entry, line, place, remedy) in refused {
            let error = parse(&format!("{entry}{line}\n")).unwrap_err();
            assert!(error.contains(&format!("{FILE}{place}")), "{error}");
            assert!(error.contains(remedy), "{error}");
        }
        // Where a table is misspelt, the parser names what stands beside.
        let error = parse("[start_up]\nruns = 20\n").unwrap_err();
        assert!(error.contains("did you mean `startup`?"), "{error}");
    }
}
