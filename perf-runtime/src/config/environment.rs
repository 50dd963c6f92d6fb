//! Reads the environment variables, once, and refuses what cannot be obeyed.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use once_cell::race::OnceBox;

use super::error::ConfigError;
use super::mode::Mode;
use super::run_id::{RunId, RunIdError};
use super::{
    BASELINE_VARIABLE, DIRECTORY_VARIABLE, LIVE_VARIABLE, MODE_VARIABLE, RUN_VARIABLE,
    is_baseline_name,
};

/// What the environment asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Config {
    /// `PERF_BUDGET`.
    pub mode: Mode,
    /// `PERF_BUDGET_RUN`: the run that this process belongs to.
    pub run: Option<RunId>,
    /// `PERF_BUDGET_DIR`, made absolute when it was read: programs change their working folder.
    pub directory: Option<PathBuf>,
    /// `PERF_BUDGET_BASELINE`: the baseline that runs are compared with.
    pub baseline: Option<String>,
    /// `PERF_BUDGET_LIVE=off`: long workflows leave a terminal alone.
    pub no_live_line: bool,
}

/// What the environment of this process asked for when it was first looked at, at process start where the platform has
/// a start hook.
///
/// # Errors
///
/// A variable whose value cannot be obeyed. Nothing may be judged as if the variable were not set.
pub fn load() -> Result<&'static Config, &'static ConfigError> {
    static CONFIG: OnceBox<Result<Config, ConfigError>> = OnceBox::new();
    CONFIG
        .get_or_init(|| Box::new(Config::read(|name| std::env::var_os(name))))
        .as_ref()
}

impl Config {
    /// Reads the variables through `lookup`.
    fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let mode = match lookup(MODE_VARIABLE) {
            None => Mode::default(),
            Some(value) => Mode::parse(&value).ok_or(ConfigError::Mode { value })?,
        };
        Ok(Self {
            mode,
            run: lookup(RUN_VARIABLE).map(run).transpose()?,
            directory: lookup(DIRECTORY_VARIABLE).map(directory).transpose()?,
            baseline: lookup(BASELINE_VARIABLE).map(baseline).transpose()?,
            no_live_line: lookup(LIVE_VARIABLE).map_or(Ok(false), no_live_line)?,
        })
    }
}

fn run(value: OsString) -> Result<RunId, ConfigError> {
    let text = value.to_str().ok_or(RunIdError::NotUtf8);
    text.and_then(RunId::new)
        .map_err(|cause| ConfigError::Run { value, cause })
}

fn no_live_line(value: OsString) -> Result<bool, ConfigError> {
    match value.to_str() {
        Some("") => Ok(false),
        Some("off") => Ok(true),
        _ => Err(ConfigError::Live { value }),
    }
}

fn directory(value: OsString) -> Result<PathBuf, ConfigError> {
    std::path::absolute::<&OsStr>(&value).map_err(|error| ConfigError::Directory {
        value,
        cause: error.to_string(),
    })
}

fn baseline(value: OsString) -> Result<String, ConfigError> {
    match value.into_string() {
        Ok(name) if is_baseline_name(&name) => Ok(name),
        Ok(name) => Err(ConfigError::Baseline { value: name.into() }),
        Err(value) => Err(ConfigError::Baseline { value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            let (_, value) = variables.iter().find(|(key, _)| *key == name)?;
            Some(OsString::from(value))
        })
    }

    #[test]
    fn nothing_set_is_the_automatic_mode() {
        assert_eq!(read(&[]), Ok(Config::default()));
        assert_eq!(read(&[(MODE_VARIABLE, "")]), Ok(Config::default()));
    }

    #[test]
    fn the_words_are_understood() {
        for (word, mode) in [
            ("enforce", Mode::Enforce),
            ("report", Mode::Report),
            ("off", Mode::Off),
            ("collect", Mode::Collect),
        ] {
            assert_eq!(read(&[(MODE_VARIABLE, word)]).unwrap().mode, mode);
        }
    }

    #[test]
    fn any_other_word_is_refused_with_what_where_and_how() {
        for word in ["banana", "Enforce", "off ", "1"] {
            let message = read(&[(MODE_VARIABLE, word)]).unwrap_err().to_string();
            assert!(
                message.contains(&format!("PERF_BUDGET is {word:?}")),
                "{message}"
            );
            assert!(
                message.contains("`enforce`, `report`, `collect`, `off`"),
                "{message}"
            );
            assert!(message.contains("unset it"), "{message}");
        }
    }

    #[test]
    fn a_hostile_run_is_refused_with_its_cause() {
        for (value, cause) in [
            ("", "it is empty"),
            ("../../etc", "it contains '/'"),
            ("..", "it starts with '.'"),
            (&"r".repeat(500), "it is 500 bytes long"),
        ] {
            let message = read(&[(RUN_VARIABLE, value)]).unwrap_err().to_string();
            assert!(
                message.contains("PERF_BUDGET_RUN") && message.contains(cause),
                "{message}"
            );
        }
    }

    #[test]
    fn a_baseline_is_named_or_refused() {
        let config = read(&[(BASELINE_VARIABLE, "release/1.2")]).unwrap();
        assert_eq!(config.baseline.as_deref(), Some("release/1.2"));
        for value in ["", "-x", "a b", "é", &"x".repeat(101)] {
            let message = read(&[(BASELINE_VARIABLE, value)]).unwrap_err().to_string();
            assert!(
                message.contains("PERF_BUDGET_BASELINE") && message.contains("letters, digits"),
                "{message}"
            );
        }
    }

    #[test]
    fn the_live_line_is_switched_off_by_one_word() {
        assert!(!read(&[(LIVE_VARIABLE, "")]).unwrap().no_live_line);
        assert!(read(&[(LIVE_VARIABLE, "off")]).unwrap().no_live_line);
        let message = read(&[(LIVE_VARIABLE, "on")]).unwrap_err().to_string();
        assert!(message.contains("PERF_BUDGET_LIVE is \"on\""), "{message}");
        assert!(
            message.contains("set it to `off`, or unset it"),
            "{message}"
        );
    }

    #[test]
    fn the_folder_is_made_absolute_and_must_not_be_empty() {
        let config = read(&[(DIRECTORY_VARIABLE, "out")]).unwrap();
        assert_eq!(
            config.directory,
            Some(std::env::current_dir().unwrap().join("out"))
        );
        let message = read(&[(DIRECTORY_VARIABLE, "")]).unwrap_err().to_string();
        assert!(message.contains("PERF_BUDGET_DIR is \"\""), "{message}");
    }

    #[cfg(unix)]
    #[test]
    fn values_that_are_not_utf8_are_refused_or_kept_whole() {
        use std::os::unix::ffi::OsStringExt;
        let broken = || OsString::from_vec(vec![b'/', b'a', 0xff]);
        let with = |name: &'static str| Config::read(move |key| (key == name).then(broken));
        assert_eq!(
            with(MODE_VARIABLE),
            Err(ConfigError::Mode { value: broken() })
        );
        assert_eq!(
            with(RUN_VARIABLE),
            Err(ConfigError::Run {
                value: broken(),
                cause: RunIdError::NotUtf8
            })
        );
        assert_eq!(
            with(DIRECTORY_VARIABLE).unwrap().directory,
            Some(PathBuf::from(broken()))
        );
    }
}
