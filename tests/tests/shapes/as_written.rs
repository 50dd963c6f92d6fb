//! The cases as written: what they assert of annotated functions is true of bare ones.

use crate::support;
pub(crate) use perf_tests_bare::{bare as followed, bare as measured};

/// Runs `call`, which calls one annotated function once.
pub(crate) fn once<R>(call: impl FnOnce() -> R) -> R {
    support::recorded(0, call)
}

#[path = "cases/asynchronous.rs"]
mod asynchronous;
#[path = "cases/attributes.rs"]
mod attributes;
#[path = "cases/containers.rs"]
mod containers;
#[path = "cases/drops.rs"]
mod drops;
#[path = "cases/futures.rs"]
mod futures;
#[path = "cases/hostile.rs"]
mod hostile;
#[path = "cases/items.rs"]
mod items;
#[path = "cases/lints.rs"]
mod lints;
#[path = "cases/parameters.rs"]
mod parameters;
#[path = "cases/plain.rs"]
mod plain;
#[path = "cases/receivers.rs"]
mod receivers;
#[path = "cases/repointed.rs"]
mod repointed;
#[path = "cases/returns.rs"]
mod returns;
#[path = "cases/traits.rs"]
mod traits;
#[path = "cases/unwinding.rs"]
mod unwinding;
