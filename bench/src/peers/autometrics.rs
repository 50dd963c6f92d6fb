//! autometrics: `#[autometrics]` with its Prometheus exporter.

use ::autometrics::{autometrics, prometheus_exporter};

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "autometrics 3.0 with its Prometheus exporter",
    open: || {
        prometheus_exporter::init();
        Box::new(())
    },
    calls: |calls| chain(calls, timed),
};

#[inline(never)]
#[autometrics]
fn timed(x: u64) -> u64 {
    work(x)
}
