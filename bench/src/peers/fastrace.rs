//! fastrace: `#[fastrace::trace]` below a root span, one for every hundred calls, and a reporter that lets spans go.

use std::any::Any;

use ::fastrace::collector::{Config, Reporter, SpanContext, SpanRecord};

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "fastrace 0.7",
    open: || {
        ::fastrace::set_reporter(Drops, Config::default());
        Box::new(Flush) as Box<dyn Any>
    },
    calls: |calls| {
        for _ in 0..calls / BELOW_A_ROOT {
            let root = ::fastrace::Span::root("root", SpanContext::random());
            let _parent = root.set_local_parent();
            chain(BELOW_A_ROOT, timed);
        }
    },
};

const BELOW_A_ROOT: u64 = 100;

/// Collects for nobody: a real reporter would send, which costs more.
struct Drops;

impl Reporter for Drops {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        drop(spans);
    }
}

/// What a program has to do before it ends.
struct Flush;

impl Drop for Flush {
    fn drop(&mut self) {
        ::fastrace::flush();
    }
}

#[inline(never)]
#[::fastrace::trace]
fn timed(x: u64) -> u64 {
    work(x)
}
