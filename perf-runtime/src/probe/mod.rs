//! Floor 1: what reads the machine. Every probe either reads its figure or says in one sentence why it cannot.

pub mod counters;
pub mod cpu;
pub mod heap;
pub mod machine;
pub mod reference;
pub mod run_queue;
pub mod steal;
pub mod switches;
mod unavailable;

pub use unavailable::Unavailable;
