//! The machine class of this process, by the `perf-budget.toml` of the package it was built from.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::cargo_layout::target_folder;
use crate::class::{ClassError, Classes, InForce, find};
use crate::record;

/// The class of this machine; `None` where no file says anything of it. Looked up once, when somebody judges.
///
/// # Errors
///
/// A file that cannot be obeyed. Nothing may be judged as if there were none.
pub(crate) fn class() -> Result<Option<&'static InForce>, &'static ClassError> {
    static CLASS: OnceLock<Result<Option<InForce>, ClassError>> = OnceLock::new();
    CLASS.get_or_init(look_up).as_ref().map(Option::as_ref)
}

fn look_up() -> Result<Option<InForce>, ClassError> {
    let Some(file) = package_folder().and_then(|folder| find(&folder)) else {
        return Ok(None);
    };
    let class = InForce::here(&Classes::read(&file)?);
    if let Some(class) = &class {
        class.check(&record::sites())?;
    }
    Ok(class)
}

/// The package's folder where cargo or nextest say so, else the folder around cargo's target folder. The working folder
/// would let any folder that a program is started in change its limits.
fn package_folder() -> Option<PathBuf> {
    let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    told.filter(|folder| folder.is_absolute()).or_else(|| {
        let exe = env::current_exe().ok()?;
        Some(target_folder(&exe)?.parent()?.to_owned())
    })
}
