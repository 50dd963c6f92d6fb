//! Floor 6: the report in the language of its reader. Sinks write, they compute nothing.

pub mod json;
pub mod terminal;
pub mod tracing;
