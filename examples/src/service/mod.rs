//! An asynchronous service: lines in over TCP, lines out, and a store in between that takes its time.
//!
//! A handler spends most of a request waiting. Its budget therefore has two limits: on the whole time of a request
//! (`max_ms`), and on the time that a thread of the runtime works for it (`max_busy_ms`), which is what limits how many
//! requests a service can answer.
//!
//! [`store`] is what requests ask for, [`handler`] answers one, [`server`] listens, [`load`] asks.

pub mod handler;
pub mod load;
pub mod server;
pub mod store;

pub use handler::handle;
pub use load::Load;
pub use store::Store;
