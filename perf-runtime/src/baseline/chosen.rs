//! Which baseline runs are compared with: the one that `PERF_BUDGET_BASELINE` names, else `[baseline] name` in the nearest
//! `perf-budget.toml`, else `main`.

use std::fmt;
use std::fs;
use std::path::Path;

use super::file::DEFAULT_NAME;
use crate::class;
use crate::config::{self, BASELINE_NAME_RULE, is_baseline_name};

/// The baseline that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Its name.
    pub name: String,
    /// Whether somebody asked for it in this run: then it has to exist.
    pub asked: bool,
}

/// Why nobody knows which baseline is meant; a sentence with its remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenError(String);

impl fmt::Display for ChosenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChosenError {}

/// The baseline for the package in this folder.
///
/// # Errors
///
/// When the environment or the file cannot be obeyed.
pub fn chosen(package: &Path) -> Result<Chosen, ChosenError> {
    let config = config::load().map_err(|error| ChosenError(error.to_string()))?;
    if let Some(name) = &config.baseline {
        return Ok(Chosen {
            name: name.clone(),
            asked: true,
        });
    }
    let written = match class::find(package) {
        Some(file) => in_file(&file).map_err(|why| {
            let file = file.display();
            ChosenError(format!(
                "`[baseline] name` in {file} cannot be obeyed: {why}"
            ))
        })?,
        None => None,
    };
    Ok(Chosen {
        name: written.unwrap_or_else(|| DEFAULT_NAME.to_owned()),
        asked: false,
    })
}

fn in_file(file: &Path) -> Result<Option<String>, String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let document = toml_span::parse(&text).map_err(|error| error.to_string())?;
    let Some(name) = document.pointer("/baseline/name") else {
        return Ok(None);
    };
    match name.as_str() {
        Some(name) if is_baseline_name(name) => Ok(Some(name.to_owned())),
        _ => Err(format!("it names no baseline; use {BASELINE_NAME_RULE}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(text: &str) -> Result<Chosen, String> {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(class::FILE), text).unwrap();
        let package = home.path().join("crates/k");
        fs::create_dir_all(&package).unwrap();
        chosen(&package).map_err(|error| error.to_string())
    }

    fn name(text: &str) -> String {
        let chosen = by(text).unwrap();
        assert!(!chosen.asked);
        chosen.name
    }

    #[test]
    fn the_file_above_the_package_names_it_and_main_is_meant_else() {
        assert_eq!(name("[baseline]\nname = \"release/1.2\"\n"), "release/1.2");
        assert_eq!(name("[baseline]\nmax_regression_percent = 5\n"), "main");
        assert_eq!(name(""), "main");
    }

    #[test]
    fn what_cannot_be_obeyed_is_no_main() {
        for text in [
            "[baseline]\nname = 3\n",
            "[baseline]\nname = \"a b\"\n",
            "[baseline",
        ] {
            let why = by(text).unwrap_err();
            assert!(why.contains("perf-budget.toml"), "{why}");
        }
    }
}
