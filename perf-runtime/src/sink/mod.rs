//! Floor 6: the report in the language of its reader. Sinks write, they compute nothing.

pub mod chrome;
pub mod folded;
pub mod json;
pub(crate) mod svg;
pub mod terminal;
pub mod timeline;
pub mod tracing;

use crate::record::TreeSite;
use crate::site::Kind;

/// The name that a reader knows a part of a workflow by.
fn short_name(site: &TreeSite) -> &str {
    match site.kind {
        Kind::Phase => site.path.rsplit('/').next().unwrap_or(&site.path),
        Kind::Function | Kind::Workflow | Kind::Span | Kind::Startup => &site.path,
    }
}
