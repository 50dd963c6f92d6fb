//! Floor 1: what reads the machine. Every probe either reads its figure or says in one sentence why it cannot.

pub mod cpu;
pub mod run_queue;
mod unavailable;

pub use unavailable::Unavailable;
