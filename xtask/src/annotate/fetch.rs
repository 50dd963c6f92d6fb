//! Has cargo download a crate, and asks it where the source is.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;

use super::crates::Subject;

/// The folder of the crate's source in cargo's own cache.
///
/// # Errors
///
/// When the registry does not have it.
pub(super) fn source(subject: &Subject, home: &Path) -> Result<PathBuf, String> {
    let folder = home.join("fetch").join(subject.name);
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    let (name, version) = (subject.name, subject.version);
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"fetch\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{name} = \"={version}\"\n"
        ),
    )?;
    write("src/lib.rs", "")?;
    let metadata = MetadataCommand::new()
        .current_dir(&folder)
        .exec()
        .map_err(|error| format!("{name} {version}: {error}"))?;
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == name && package.version.to_string() == version);
    let manifest = package.ok_or_else(|| format!("cargo does not know {name} {version}"))?;
    let folder = manifest.manifest_path.parent();
    folder
        .map(|folder| folder.as_std_path().to_owned())
        .ok_or_else(|| format!("{name} has no folder"))
}
