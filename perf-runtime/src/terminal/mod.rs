//! Floor 1: standard error as a terminal: what may be written to it, and how wide it is.

mod stderr;
mod text;

pub(crate) use stderr::{stderr_columns, write, write_as_it_is};
pub use text::is_harmful;
pub(crate) use text::{clean, columns, keep_segments, keep_start, left, right, wrap};
