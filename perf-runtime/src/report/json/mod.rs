//! JSON without serde_json: linking that crate adds `PartialEq` for the integers, which breaks inference in users' code.

mod read;
mod write;

pub use read::JsonError;
pub(crate) use read::from_slice;
pub(super) use read::prefix;
pub use write::WriteError;
pub(crate) use write::to_string;
