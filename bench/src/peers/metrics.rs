//! metrics: a histogram of the Prometheus exporter, found by its macro at every call, with the exporter's upkeep running.

use std::thread;
use std::time::{Duration, Instant};

use ::metrics_exporter_prometheus::PrometheusBuilder;

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "metrics 0.24 with its Prometheus exporter",
    open: || {
        let handle = PrometheusBuilder::new()
            .install_recorder()
            .expect("no other recorder");
        let upkeep = handle.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(UPKEEP);
                upkeep.run_upkeep();
            }
        });
        Box::new(handle)
    },
    calls: |calls| chain(calls, timed),
};

/// As often as the exporter does it by itself where it serves requests.
const UPKEEP: Duration = Duration::from_secs(5);

#[inline(never)]
fn timed(x: u64) -> u64 {
    let start = Instant::now();
    let result = work(x);
    ::metrics::histogram!("timed").record(start.elapsed());
    result
}
