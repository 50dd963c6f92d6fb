//! Every check in a SQLite database: appended by checks, read by trends, exported and imported as JSON lines.

mod entry;
mod lines;
mod open;
mod read;
mod schema;
mod write;

pub(crate) use entry::{Entry, now};
pub(crate) use lines::{from_line, to_line};
pub(crate) use open::History;
pub(crate) use read::{Point, Series};
