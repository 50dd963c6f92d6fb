//! A report to text and back, with errors that say what, where, and how to mend it.

use std::fmt;

use serde::Deserialize;

use super::environment::Environment;
use super::json::{self, JsonError, WriteError};
use super::model::{Report, Run, SCHEMA_VERSION, SiteRecord};
use super::validate::{Invalid, validate};
use crate::budget::Verdict;
use crate::record::CallTree;

/// Why a text is not a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is not JSON, or not the JSON of a report.
    Json(JsonError),
    /// It was written by another version.
    Schema {
        /// The version it names.
        found: u32,
    },
    /// Its figures contradict themselves.
    Invalid(Invalid),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(
                f,
                "not a perf-runtime report: {error}; it may be cut short or edited: delete it and run again"
            ),
            Self::Schema { found } => write!(
                f,
                "a report of schema version {found}, but this perf-runtime reads version {SCHEMA_VERSION}: \
                 read it with the perf-runtime that wrote it, or delete it and run again"
            ),
            Self::Invalid(error) => write!(
                f,
                "a report that contradicts itself at {error}; it may be edited: delete it and run again"
            ),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::Schema { .. } => None,
            Self::Invalid(error) => Some(error),
        }
    }
}

/// The one field that all versions share.
#[derive(Deserialize)]
struct Header {
    schema: u32,
}

/// A report without what follows from its data.
#[derive(Deserialize)]
struct Data {
    schema: u32,
    runs: Vec<Run>,
    environments: Vec<Environment>,
    sites: Vec<SiteRecord>,
    decided: Vec<Verdict>,
    #[serde(default)]
    tree: CallTree,
    notes: Vec<String>,
}

/// Another version may be anything: its number explains more than what could not be read.
fn read<'de, T: Deserialize<'de>>(
    text: &'de [u8],
    into_report: impl FnOnce(T) -> Report,
) -> Result<Report, ReadError> {
    let other_version = |found| (found != SCHEMA_VERSION).then_some(ReadError::Schema { found });
    let report = json::from_slice(text).map(into_report).map_err(|error| {
        let header = json::from_slice(text).ok();
        let other = header.and_then(|Header { schema }| other_version(schema));
        other.unwrap_or(ReadError::Json(error))
    })?;
    match other_version(report.schema) {
        Some(other) => Err(other),
        None => {
            validate(&report).map_err(ReadError::Invalid)?;
            Ok(report)
        }
    }
}

impl Report {
    /// The report as JSON, one site and one verdict a line.
    ///
    /// # Errors
    ///
    /// When a figure is not finite; as `null` it would pass for one that was not measured.
    pub fn to_json(&self) -> Result<String, WriteError> {
        json::to_string(self)
    }

    /// Reads a report.
    ///
    /// # Errors
    ///
    /// When the text is not a report of this version, or its figures contradict themselves.
    pub fn from_json(text: impl AsRef<[u8]>) -> Result<Self, ReadError> {
        read(text.as_ref(), |report: Self| report)
    }

    /// Reads a report without its verdicts, alerts and remarks: who merges it makes them anew, and they are the larger
    /// part of a file.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    pub fn data_from_json(text: impl AsRef<[u8]>) -> Result<Self, ReadError> {
        read(text.as_ref(), |data: Data| Self {
            schema: data.schema,
            runs: data.runs,
            environments: data.environments,
            sites: data.sites,
            decided: data.decided,
            tree: data.tree,
            notes: data.notes,
            verdicts: Vec::new(),
            alerts: Vec::new(),
            workflows: Vec::new(),
            remarks: Vec::new(),
        })
    }
}
