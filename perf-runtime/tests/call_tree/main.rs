//! Where the time of workflows went: the call tree holds every call once, whatever threads, panics and guards do.
#![cfg(feature = "monitoring")]

mod events;
mod peaks;
mod phases;
mod runs;
mod shape;
mod support;
mod threads;
mod waiting;

perf_runtime::install_allocator!();
