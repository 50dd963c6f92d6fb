//! A JSON file that is either written whole or not at all.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use crate::xpcs::XpcsError;

/// A file to be. It is written under a temporary name beside its place and renamed when complete.
#[derive(Debug)]
pub struct JsonFile {
    path: PathBuf,
}

impl JsonFile {
    /// Makes sure, before any work is done, that `path` can be written. Nothing stays behind: the
    /// work may take long and be interrupted.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Output`] when its folder is missing or closed to us, or `path` is a folder.
    pub fn prepare(path: &Path) -> Result<Self, XpcsError> {
        let file = Self {
            path: path.to_owned(),
        };
        let tried = if path.is_dir() {
            Err(std::io::ErrorKind::IsADirectory.into())
        } else {
            file.temporary()
        };
        match tried {
            Ok(_) => Ok(file),
            Err(cause) => Err(file.failed(cause)),
        }
    }

    /// Writes `results` and puts the file in its place.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Output`] when the disk is full, for instance; what stood at the path before is
    /// then untouched.
    pub fn commit(self, results: &impl Serialize) -> Result<(), XpcsError> {
        let written = self
            .temporary()
            .and_then(|temporary| write(temporary, results))
            .and_then(|temporary| Ok(temporary.persist(&self.path)?));
        match written {
            Ok(_) => Ok(()),
            Err(cause) => Err(self.failed(cause)),
        }
    }

    /// A temporary file in the folder of the path; it vanishes when dropped.
    fn temporary(&self) -> std::io::Result<NamedTempFile> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        ordinary_permissions(&mut tempfile::Builder::new())
            .prefix(".xpcs-")
            .tempfile_in(folder)
            .map_err(without_temporary_name)
    }

    fn failed(self, cause: std::io::Error) -> XpcsError {
        XpcsError::Output {
            path: self.path,
            cause,
        }
    }
}

/// The system's own words: the temporary name that `tempfile` adds means nothing to the reader.
fn without_temporary_name(cause: std::io::Error) -> std::io::Error {
    match cause.to_string().split_once(" at path ") {
        Some((words, _)) => std::io::Error::new(cause.kind(), words),
        None => cause,
    }
}

fn write(temporary: NamedTempFile, results: &impl Serialize) -> std::io::Result<NamedTempFile> {
    let mut writer = BufWriter::new(temporary);
    serde_json::to_writer_pretty(&mut writer, results)?;
    writer.write_all(b"\n")?;
    writer
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)
}

/// Temporary files are private by default; this one is to become an ordinary file.
#[cfg(unix)]
fn ordinary_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn ordinary_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[test]
    fn only_the_complete_file_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("out.json");
        std::fs::write(&path, "before").expect("writable");
        let file = JsonFile::prepare(&path).expect("writable");
        assert_eq!(
            names(folder.path()),
            ["out.json"],
            "nothing stays while the work is done"
        );
        assert_eq!(
            std::fs::read_to_string(&path).expect("still there"),
            "before"
        );
        file.commit(&[1, 2]).expect("written");
        assert_eq!(
            std::fs::read_to_string(&path).expect("replaced"),
            "[\n  1,\n  2\n]\n"
        );
        assert_eq!(names(folder.path()), ["out.json"]);
    }

    #[test]
    fn a_missing_folder_is_known_before_the_work() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let refused = JsonFile::prepare(&folder.path().join("no/out.json")).expect_err("no folder");
        assert!(
            refused.to_string().contains("cannot write the results to"),
            "{refused}"
        );
        assert!(!refused.to_string().contains(".xpcs-"), "{refused}");
        let refused = JsonFile::prepare(folder.path()).expect_err("a folder is no file");
        assert!(refused.to_string().contains("directory"), "{refused}");
    }
}
