//! The committed baselines, where this executable's package has some.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::baseline::{Baselines, FILE, Machine, chosen};
use crate::config::BASELINE_VARIABLE;
use crate::record;
use crate::report::{Environment, from_json, machine};

/// What was accepted, and where this process runs.
pub(super) struct Accepted {
    pub(super) baselines: Baselines,
    pub(super) machine: Machine,
    /// The baseline that runs are compared with.
    pub(super) chosen: String,
}

impl Accepted {
    /// Reads the file in the package's folder, which cargo and nextest tell, or above it; `None` where there is none, an error where it is no baseline.
    pub(super) fn find() -> Option<Result<Self, String>> {
        let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
        let mut places = package.ancestors().map(|folder| folder.join(FILE));
        let path = places.find(|path| path.is_file())?;
        Some(Self::read(&package, &path))
    }

    fn read(package: &Path, path: &Path) -> Result<Self, String> {
        let baselines = read(path)?;
        let chosen = chosen(package).map_err(|error| error.to_string())?;
        if chosen.asked && !baselines.baselines.contains_key(&chosen.name) {
            let (name, path) = (chosen.name, path.display());
            return Err(format!(
                "{path} has no baseline `{name}`, which {BASELINE_VARIABLE} asks for"
            ));
        }
        Ok(Self {
            baselines,
            machine: machine(&[Environment::current(&record::snapshot().clock)]),
            chosen: chosen.name,
        })
    }
}

fn read(path: &Path) -> Result<Baselines, String> {
    let refused = |why: String| format!("{}: {why}", path.display());
    let text = fs::read(path).map_err(|error| refused(error.to_string()))?;
    let baselines: Baselines = from_json(&text).map_err(|error| refused(error.to_string()))?;
    match baselines.problem() {
        None => Ok(baselines),
        Some(problem) => Err(refused(problem)),
    }
}
