//! Which machine this is, and what the references usually take on it.

mod cache;
mod fingerprint;
mod remembered;

pub use cache::directory as cache_directory;
pub use fingerprint::Fingerprint;
pub use remembered::{Loaded, Memory, Reference, Remembered};
