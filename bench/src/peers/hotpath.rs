//! hotpath: `#[hotpath::measure]`, with the guard of `#[hotpath::main]` open.

use super::Peer;
use crate::subject::{chain, work};

pub(super) const PEER: Peer = Peer {
    name: "hotpath 0.30",
    open: || Box::new(::hotpath::HotpathGuardBuilder::new("main").build()),
    calls: |calls| chain(calls, timed),
};

#[inline(never)]
#[::hotpath::measure]
fn timed(x: u64) -> u64 {
    work(x)
}
