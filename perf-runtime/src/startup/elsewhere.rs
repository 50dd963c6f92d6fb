//! Without a start hook nobody knows when a process was loaded: nothing is told.

use std::convert::Infallible;

/// Where a phase began: never known here.
pub(crate) type PhaseStart = Infallible;

pub(crate) fn is_measured() -> bool {
    false
}

pub(crate) fn note_first_call() {}

pub(crate) fn begin_phase() -> Option<PhaseStart> {
    None
}

pub(crate) fn end_phase(_: &str, never: PhaseStart) {
    match never {}
}

pub(crate) fn complete() {}
