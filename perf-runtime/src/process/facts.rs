//! The facts of this process that its role, its run and its report are made from.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::ancestry::{self, Ancestor};
use super::cargo_layout::{BuiltFor, built_for};

/// The facts of a process.
#[derive(Debug)]
pub(super) struct Facts {
    /// Its process number.
    pub(super) pid: u32,
    /// Its executable; the first argument where the system does not tell.
    pub(super) exe: PathBuf,
    /// Its arguments, the program's name first.
    pub(super) arguments: Vec<OsString>,
    /// The processes above it, looked up when somebody asks: most processes end without asking.
    ancestors: OnceLock<Vec<Ancestor>>,
}

impl Facts {
    /// The facts of this process.
    pub(super) fn of_this_process() -> Self {
        let arguments: Vec<OsString> = std::env::args_os().collect();
        let exe = std::env::current_exe().map(existing_name);
        Self {
            pid: std::process::id(),
            exe: exe.unwrap_or_else(|_| arguments.first().map(PathBuf::from).unwrap_or_default()),
            arguments,
            ancestors: OnceLock::new(),
        }
    }

    /// The processes above this one, nearest first.
    pub(super) fn ancestors(&self) -> &[Ancestor] {
        self.ancestors.get_or_init(|| ancestry::above(self.pid))
    }

    /// The executable's file name.
    pub(super) fn program(&self) -> Cow<'_, str> {
        self.exe.file_name().unwrap_or_default().to_string_lossy()
    }

    /// The command line, argument by argument.
    pub(super) fn command(&self) -> Vec<String> {
        let arguments = self.arguments.iter();
        arguments
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect()
    }

    #[cfg(test)]
    pub(super) fn assembled(exe: &str, arguments: &[&str], ancestors: Vec<Ancestor>) -> Self {
        Self {
            pid: 4711,
            exe: exe.into(),
            arguments: [exe].iter().chain(arguments).map(OsString::from).collect(),
            ancestors: OnceLock::from(ancestors),
        }
    }
}

/// Whether the executable was built to run tests, whose threads are named after them.
pub(super) fn is_test_executable() -> bool {
    std::env::current_exe().is_ok_and(|exe| built_for(&existing_name(exe)) != BuiltFor::Program)
}

/// Linux marks the path of an executable that was replaced while it ran, as rebuilding does.
fn existing_name(exe: PathBuf) -> PathBuf {
    match exe
        .to_str()
        .and_then(|path| path.strip_suffix(" (deleted)"))
    {
        Some(path) => path.into(),
        None => exe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_named_after_its_file() {
        assert_eq!(
            Facts::assembled("/p/tool", &["x"], Vec::new()).program(),
            "tool"
        );
    }

    #[test]
    fn an_executable_that_was_rebuilt_keeps_its_name() {
        assert_eq!(
            existing_name("/p/deps/it-1 (deleted)".into()),
            PathBuf::from("/p/deps/it-1")
        );
        assert_eq!(
            existing_name("/p/deps/it-1".into()),
            PathBuf::from("/p/deps/it-1")
        );
    }

    #[test]
    fn this_test_process_knows_itself() {
        let facts = Facts::of_this_process();
        assert_eq!(facts.pid, std::process::id());
        assert!(facts.program().starts_with("perf_runtime-"), "{facts:?}");
    }
}
