//! The committed baselines, where this executable's package has some.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::baseline::{Baselines, FILE, Machine};
use crate::record;
use crate::report::{Environment, from_json, machine};

/// What was accepted, and where this process runs.
pub(super) struct Accepted {
    pub(super) baselines: Baselines,
    pub(super) machine: Machine,
}

impl Accepted {
    /// Reads the file in the package's folder or above it; `None` where there is none, an error where it is no baseline.
    pub(super) fn find() -> Option<Result<Self, String>> {
        let path = file()?;
        Some(read(&path).map(|baselines| Self {
            baselines,
            machine: machine(&[Environment::current(&record::snapshot().clock)]),
        }))
    }
}

/// Cargo and nextest tell the folder of the package; a workspace keeps the file above it.
fn file() -> Option<PathBuf> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let mut places = package.ancestors().map(|folder| folder.join(FILE));
    places.find(|path| path.is_file())
}

fn read(path: &PathBuf) -> Result<Baselines, String> {
    let refused = |why: String| format!("{}: {why}", path.display());
    let text = fs::read(path).map_err(|error| refused(error.to_string()))?;
    let baselines: Baselines = from_json(&text).map_err(|error| refused(error.to_string()))?;
    match baselines.problem() {
        None => Ok(baselines),
        Some(problem) => Err(refused(problem)),
    }
}
