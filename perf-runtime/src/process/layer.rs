//! The layer that applies this process's budgets on spans.

use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use super::settings::settings;
use crate::config::{Mode, mode};
use crate::spans::layer;

/// A layer for a `tracing` subscriber that measures the spans of code that one cannot annotate, against budgets in
/// `perf-budget.toml`:
///
/// ```toml
/// [[span]]
/// target = "hyper"        # the spans' target, or a module around it
/// name = "request"
/// max_ms = 5.0            # any limit on time, tails with `max_p95_ms` and `max_p99_ms`
/// max_busy_us = 200.0     # time during which some thread is inside
/// ```
///
/// ```
/// use tracing_subscriber::prelude::*;
///
/// let subscriber = tracing_subscriber::registry().with(perf_runtime::tracing_layer());
/// tracing::subscriber::with_default(subscriber, || {
///     tracing::info_span!("request").in_scope(|| { /* … */ });
/// });
/// ```
///
/// A span counts from its first entry to its last exit. Each budget is a function of the report, called `hyper::request`;
/// one whose span never occurs is reported as not called. While a workflow is open, spans have their place in its call
/// tree. Spans without a budget cost nothing: the subscriber does not ask about them.
///
/// Where the file cannot be obeyed the layer measures nothing, and the process says why at its end, and fails if it is a
/// test.
///
/// Without the feature `monitoring` the layer does nothing.
#[must_use]
pub fn tracing_layer<S>() -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let spans = match settings() {
        Ok(settings) if mode() != Mode::Off => settings.spans.as_slice(),
        _ => &[],
    };
    layer(spans)
}
