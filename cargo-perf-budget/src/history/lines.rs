//! Checks as JSON lines: one check a line, for backups, other machines and other tools.

use super::entry::Entry;
use crate::exit::Exit;
use crate::fault::Fault;

/// The check as a line, with its line end.
pub(crate) fn to_line(entry: &Entry) -> Result<String, Fault> {
    let line = serde_json::to_string(entry).map_err(|error| {
        Fault::new(
            Exit::Io,
            format!("a check cannot be written as JSON: {error}"),
        )
    })?;
    Ok(line + "\n")
}

/// Reads line `number` (from 1) of a file.
pub(crate) fn from_line(line: &str, place: &str, number: usize) -> Result<Entry, Fault> {
    let refused = |what: String, column: usize| {
        Fault::new(Exit::Io, what)
            .at(format!("{place}:{number}:{column}"))
            .remedy("the line was cut or edited: export again, or remove it")
    };
    let entry: Entry = serde_json::from_str(line)
        .map_err(|error| refused(format!("not a check of an export: {error}"), error.column()))?;
    match entry.problem() {
        None => Ok(entry),
        Some(problem) => Err(refused(problem, 1)),
    }
}
