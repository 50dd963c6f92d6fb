//! Floor 3: samples of what the program does, for code that nobody annotated.
//!
//! A timer interrupts the process so many times per second of CPU time, and the handler walks the stack of the thread that it
//! finds. That is the work of the `pprof` crate; here it gets a message where it is not allowed, and stacks by name.

mod error;
mod model;
mod sampler;

pub use error::ProfileError;
pub(crate) use model::is_of;
pub use model::{Profile, Stack};
pub use sampler::{Sampler, start};
