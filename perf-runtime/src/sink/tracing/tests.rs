//! A subscriber sees each alert and the summary.

use std::sync::{Arc, Mutex};

use ::tracing::field::{Field, Visit};
use ::tracing::span::{Attributes, Id, Record};
use ::tracing::subscriber::with_default;
use ::tracing::{Event, Metadata, Subscriber};

use super::{TARGET, emit};
use crate::report::fixture::{healthy, mixed};

/// Keeps `LEVEL field=value …` of every event.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(event.metadata().level().to_string());
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn events(report: &crate::report::Report) -> Vec<String> {
    let collector = Collector::default();
    with_default(collector.clone(), || emit(report));
    let events = collector.0.lock().unwrap();
    events.clone()
}

#[test]
fn alerts_are_events_with_their_figures() {
    let report = mixed();
    let events = events(&report);
    assert_eq!(events.len(), report.alerts.len() + 1);
    let warning = events
        .iter()
        .find(|event| event.starts_with("WARN"))
        .unwrap();
    for part in [
        "site=\"analysis::chi2::chi_squared_batch\"",
        "key=\"max_ms\"",
        "limit=2000000.0",
        "line=41",
    ] {
        assert!(warning.contains(part), "{warning}");
    }
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("ERROR") && event.contains("percent_over="))
    );
}

#[test]
fn a_healthy_run_is_one_summary() {
    let events = events(&healthy());
    assert_eq!(events.len(), 1);
    assert!(
        events[0].starts_with("INFO") && events[0].contains("within=2"),
        "{events:?}"
    );
}
