//! tracing: `#[tracing::instrument]` under a layer that times every span, as the documentation of layers shows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ::tracing::Subscriber;
use ::tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "tracing 0.1 with a layer that times spans",
    open: || {
        tracing_subscriber::registry()
            .with(Timing::default())
            .init();
        Box::new(())
    },
    calls: |calls| chain(calls, timed),
};

/// The least that a layer can keep: how many spans there were, and how long they took.
#[derive(Default)]
struct Timing {
    spans: AtomicU64,
    total_ns: AtomicU64,
}

struct Opened(Instant);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Timing {
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Opened(Instant::now()));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        if let Some(Opened(start)) = span.extensions().get::<Opened>() {
            self.spans.fetch_add(1, Ordering::Relaxed);
            let ns = start.elapsed().as_nanos() as u64;
            self.total_ns.fetch_add(ns, Ordering::Relaxed);
        }
    }
}

#[inline(never)]
#[::tracing::instrument(skip_all)]
fn timed(x: u64) -> u64 {
    work(x)
}
