//! The latest runs in the format of Chrome's trace viewer, which Perfetto (<https://ui.perfetto.dev>) and speedscope open.

use serde::Serialize;

use super::short_name;
use crate::record::CallTree;
use crate::report::{self, WriteError};
use crate::site::Kind;

/// The object form of the format.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    trace_events: Vec<Event>,
    display_time_unit: &'static str,
}

/// A complete event, `"ph": "X"`.
#[derive(Serialize)]
struct Event {
    name: String,
    cat: &'static str,
    ph: &'static str,
    /// Start, in microseconds.
    ts: f64,
    /// Duration, in microseconds.
    dur: f64,
    pid: u32,
    tid: u32,
    args: Place,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
}

/// The events as one JSON text. `process` is the number they are shown under.
///
/// # Errors
///
/// When a time is not finite.
pub fn write(tree: &CallTree, process: u32) -> Result<String, WriteError> {
    let events = tree.events.iter().map(|event| {
        let site = &tree.sites[event.site];
        Event {
            name: short_name(site).to_owned(),
            cat: match site.kind {
                Kind::Function => "function",
                Kind::Workflow => "workflow",
                Kind::Phase => "phase",
                Kind::Span => "span",
                Kind::Startup => "start-up",
            },
            ph: "X",
            ts: event.start_ns / 1e3,
            dur: event.duration_ns / 1e3,
            pid: process,
            tid: event.thread,
            args: Place {
                file: site.file.clone(),
                line: site.line,
            },
        }
    });
    report::to_json(&Trace {
        trace_events: events.collect(),
        display_time_unit: "ms",
    })
}
