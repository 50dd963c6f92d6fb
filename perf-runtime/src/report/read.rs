//! A report to text and back, with errors that say what, where, and how to mend it.

use std::fmt;

use serde::Deserialize;

use super::json::{self, JsonError, WriteError};
use super::model::{Report, SCHEMA_VERSION};
use super::validate::{Invalid, validate};

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
        let text = text.as_ref();
        let header: Header = json::from_slice(text).map_err(ReadError::Json)?;
        if header.schema != SCHEMA_VERSION {
            return Err(ReadError::Schema {
                found: header.schema,
            });
        }
        let report: Self = json::from_slice(text).map_err(ReadError::Json)?;
        validate(&report).map_err(ReadError::Invalid)?;
        Ok(report)
    }
}
