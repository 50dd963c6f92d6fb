//! For programs: what was concluded, and the whole report it rests on.

use perf_runtime::report::Report;
use serde::Serialize;

use super::answer::Answer;
use super::finding::Finding;
use super::unwritable;
use crate::baseline::Comparison;
use crate::fault::Fault;

/// The version of this document's format.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    exit_status: u8,
    conclusion: &'static str,
    findings: &'a [Finding],
    comparison: Option<&'a Comparison>,
    notes: &'a [String],
    report: &'a Report,
}

pub(super) fn write(answer: &Answer<'_>) -> Result<String, Fault> {
    let document = Document {
        schema: SCHEMA_VERSION,
        exit_status: answer.exit.code(),
        conclusion: answer.exit.meaning(),
        findings: &answer.findings,
        comparison: answer.comparison.as_ref(),
        notes: &answer.notes,
        report: answer.report,
    };
    pretty(&document)
}

/// Any value as JSON that a person can read.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, Fault> {
    let mut text = serde_json::to_string_pretty(value).map_err(unwritable)?;
    text.push('\n');
    Ok(text)
}
