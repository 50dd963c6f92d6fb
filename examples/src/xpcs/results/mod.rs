//! What the program writes: the results as JSON, whose keys are part of its interface.

pub mod aerogel;
pub mod document;
pub mod file;
pub mod frames;
pub mod homodyne;

pub use document::Results;
pub use file::JsonFile;
