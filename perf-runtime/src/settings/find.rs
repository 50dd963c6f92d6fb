//! Finds the settings of a package: the nearest `perf-budget.toml` from its folder upwards.

use std::fs;
use std::path::{Path, PathBuf};

use super::SettingsError;

/// The name of the file.
pub const FILE: &str = "perf-budget.toml";

/// The nearest file in `folder` or above it.
#[must_use]
pub fn find(folder: &Path) -> Option<PathBuf> {
    let mut files = folder.ancestors().map(|folder| folder.join(FILE));
    files.find(|file| file.is_file())
}

/// The text of a file.
///
/// # Errors
///
/// When it cannot be read, or is not UTF-8.
pub fn read(file: &Path) -> Result<String, SettingsError> {
    fs::read_to_string(file).map_err(|error| SettingsError {
        file: file.to_owned(),
        place: None,
        what: format!("the file cannot be read: {error}"),
        remedy: "make it readable UTF-8 text, or remove it".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_file_is_found_and_a_folder_of_its_name_is_none() {
        let root = tempfile::tempdir().unwrap();
        let package = root.path().join("crates/inner");
        fs::create_dir_all(package.join(FILE)).unwrap();
        fs::write(root.path().join(FILE), "").unwrap();
        assert_eq!(find(&package), Some(root.path().join(FILE)));
        let nearer = root.path().join("crates").join(FILE);
        fs::write(&nearer, "").unwrap();
        assert_eq!(find(&package), Some(nearer));
    }
}
