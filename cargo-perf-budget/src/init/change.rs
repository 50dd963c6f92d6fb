//! A file before and after, its difference for a person, and the writing of it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::files;

/// A file that is made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) path: PathBuf,
    /// Absent for a file that does not exist yet.
    pub(crate) before: Option<String>,
    pub(crate) after: String,
    /// Whether it is a program.
    pub(crate) executable: bool,
}

impl Change {
    /// A file that is only made where there is none: what a person wrote stays.
    pub(super) fn made(path: PathBuf, text: String) -> Option<Self> {
        (!path.exists()).then_some(Self {
            path,
            before: None,
            after: text,
            executable: false,
        })
    }

    /// A file whose text changes; `None` where it stays the same.
    pub(super) fn edited(
        path: PathBuf,
        edit: impl FnOnce(&str) -> Result<String, Fault>,
    ) -> Result<Option<Self>, Fault> {
        let before = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => {
                Fault::new(Exit::BadConfig, "the file is not UTF-8 text").at(path.display())
            }
            _ => Fault::io("read", &path, &error),
        })?;
        let after = edit(&before).map_err(|fault| fault.at(path.display()))?;
        Ok((after != before).then_some(Self {
            path,
            before: Some(before),
            after,
            executable: false,
        }))
    }

    pub(super) fn executable(self) -> Self {
        Self {
            executable: true,
            ..self
        }
    }
}

/// All changes as one unified difference, with paths as a shell in `root` takes them.
pub(crate) fn diff(changes: &[Change], root: &Path) -> String {
    let mut out = String::new();
    for change in changes {
        let path = relative(&change.path, root).display().to_string();
        let before = change.before.as_deref().unwrap_or_default();
        let old = match change.before {
            Some(_) => format!("a/{path}"),
            None => "/dev/null".to_owned(),
        };
        let difference = TextDiff::from_lines(before, &change.after);
        let mut unified = difference.unified_diff();
        // Writing to a String does not fail.
        let _ = writeln!(out, "{}", unified.header(&old, &format!("b/{path}")));
    }
    out
}

/// The way from `root` to a file, over the folder that both lie in.
pub(super) fn relative(path: &Path, root: &Path) -> PathBuf {
    for (up, folder) in root.ancestors().enumerate() {
        if let Ok(below) = path.strip_prefix(folder) {
            return Path::new(&"../".repeat(up)).join(below);
        }
    }
    path.to_owned()
}

/// Writes every file.
pub(crate) fn apply(changes: &[Change]) -> Result<(), Fault> {
    for change in changes {
        files::write_whole(&change.path, &change.after)?;
        if change.executable {
            make_executable(&change.path)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::PermissionsExt as _;

    let rights = fs::Permissions::from_mode(0o755);
    fs::set_permissions(path, rights).map_err(|error| Fault::io("make executable", path, &error))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), Fault> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_above_the_workspace_are_named_from_there() {
        let root = Path::new("/home/repo/crates/fit");
        let named = |path: &str| relative(Path::new(path), root);
        assert_eq!(named("/home/repo/crates/fit/ci/x.sh"), Path::new("ci/x.sh"));
        assert_eq!(
            named("/home/repo/.github/x.yml"),
            Path::new("../../.github/x.yml")
        );
    }
}
