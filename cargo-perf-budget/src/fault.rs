//! What stops a command: what happened, where, and how to mend it.

use std::fmt;
use std::io;
use std::path::Path;

use crate::exit::Exit;

/// An error for a person: what, where, remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    exit: Exit,
    what: String,
    place: Option<String>,
    remedy: Option<String>,
}

impl Fault {
    /// A fault that ends the process with `exit`.
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            place: None,
            remedy: None,
        }
    }

    /// A file that could not be handled: `doing` is `read`, `write` …
    pub(crate) fn io(doing: &str, path: &Path, cause: &io::Error) -> Self {
        let fault = Self::new(Exit::Io, format!("cannot {doing}: {cause}")).at(path.display());
        match cause.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                fault.remedy("give this user the right to it, or choose another place")
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                fault.remedy("make room on the disk, or choose another place")
            }
            _ => fault,
        }
    }

    /// The same fault with its place: a file, with a line or a position where that is known.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// The same fault with what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The status that the process ends with.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// Everything in one line, for notes in a report.
    pub(crate) fn in_one_line(&self) -> String {
        let mut line = String::new();
        if let Some(place) = &self.place {
            line.push_str(place);
            line.push_str(": ");
        }
        line.push_str(&self.what);
        if let Some(remedy) = &self.remedy {
            line.push_str("; ");
            line.push_str(remedy);
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "\n   = help: {remedy}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
