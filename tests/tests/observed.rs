//! What a subscriber of `tracing` sees of workflows: spans around runs and phases, and a warning while a run that has spent its
//! limit still runs.
#![cfg(feature = "monitoring")]

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use perf_runtime::monitored_workflow;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// A warning is given up on after so long: it comes within a quarter of a second of an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

/// The fields that the tests look at, as `name=value`.
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if ["name", "workflow", "inside", "message"].contains(&field.name()) {
            self.0 += &format!(" {}={value:?}", field.name());
        }
    }
}

impl<S: Subscriber> Layer<S> for Seen {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut fields = Fields(format!("span {}", attributes.metadata().name()));
        attributes.record(&mut fields);
        self.add(fields.0);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields(format!("{}", event.metadata().level()));
        event.record(&mut fields);
        self.add(fields.0);
    }
}

fn observe(work: impl FnOnce(&Seen)) -> Vec<String> {
    let seen = Seen::default();
    let subscriber = tracing_subscriber::registry().with(seen.clone());
    tracing::subscriber::with_default(subscriber, || work(&seen));
    seen.lines()
}

#[monitored_workflow(name = "in_phases", max_s = 60)]
fn in_phases() {
    perf_runtime::phase!("load");
    perf_runtime::phase!("fit");
}

#[test]
fn runs_and_phases_are_spans() {
    let lines = observe(|_| in_phases());
    assert_eq!(
        lines,
        [
            "span workflow name=\"in_phases\"",
            "span phase name=\"load\"",
            "span phase name=\"fit\"",
        ]
    );
}

static GO_ON: AtomicBool = AtomicBool::new(false);

/// Within its budget when it is judged: few runs decide against a limit only when they take half as much again.
#[monitored_workflow(name = "spends_its_limit", max_s = 1)]
fn spends_its_limit() {
    perf_runtime::phase!("long");
    // Neither a phase ends nor does anybody ask: the warning has to come by itself.
    let begun = Instant::now();
    while !GO_ON.load(Ordering::Relaxed) && begun.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_run_that_has_spent_its_limit_warns_while_it_runs() {
    let warned = |seen: &Seen| seen.lines().iter().any(|line| line.starts_with("WARN"));
    let lines = observe(|seen| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let begun = Instant::now();
                while !warned(seen) && begun.elapsed() < PATIENCE {
                    thread::sleep(Duration::from_millis(1));
                }
                seen.add("the run goes on".to_owned());
                GO_ON.store(true, Ordering::Relaxed);
            });
            spends_its_limit();
        });
    });
    let warnings: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("WARN"))
        .collect();
    let [warning] = warnings[..] else {
        panic!("one warning is enough: {lines:#?}");
    };
    assert!(
        warning.contains("workflow=\"spends_its_limit\""),
        "{warning}"
    );
    assert!(warning.contains("/long\""), "{warning}");
    assert!(
        warning.contains("still running has spent its limit"),
        "{warning}"
    );
    assert_eq!(
        lines.last().unwrap(),
        "the run goes on",
        "it came while the run ran"
    );
}
