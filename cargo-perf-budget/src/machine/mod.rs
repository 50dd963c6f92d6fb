//! What this machine can measure: each probe of the runtime asked once, with what to do where it cannot answer.

mod busy;
mod probes;
mod show;
mod speed;
mod tools;

use serde::Serialize;

pub(crate) use busy::{Others, Watch};
pub(crate) use show::print;

/// Whether something works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// It works.
    Works,
    /// It works less well than it could.
    Limited,
    /// It does not work here.
    Missing,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at.
    pub(crate) what: &'static str,
    pub(crate) state: State,
    /// What was found, with its figure.
    pub(crate) says: String,
    /// How to enable what is missing.
    pub(crate) remedy: Option<&'static str>,
}

impl Finding {
    fn works(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            state: State::Works,
            says: says.into(),
            remedy: None,
        }
    }

    fn limited(what: &'static str, says: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            what,
            state: State::Limited,
            says: says.into(),
            remedy: Some(remedy),
        }
    }

    fn missing(what: &'static str, says: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            what,
            state: State::Missing,
            says: says.into(),
            remedy: Some(remedy),
        }
    }
}

/// Looks at everything; takes some tens of milliseconds.
pub(crate) fn examine() -> Vec<Finding> {
    let mut findings = probes::all();
    findings.extend(speed::all());
    findings.extend(tools::all());
    findings
}
