//! Floor 3: `perf-budget.toml`, as far as this library reads it: where it is, what its values may be, and what is wrong
//! with them, with line and remedy.
//!
//! ```text
//! find      the file of a package, from its folder upwards
//! document  values of the right kind, or what is wrong with them
//! keys      `max_ms` → metric, statistic, factor, as in an attribute
//! ```
//!
//! Machine classes, spans and the start-up each read their own part.

mod document;
mod error;
mod find;
mod keys;

pub(crate) use document::{Document, place};
pub use error::SettingsError;
pub use find::{FILE, find, read};
