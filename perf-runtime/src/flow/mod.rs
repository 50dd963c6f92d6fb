//! Floor 3: workflows and their phases: whole analyses, measured run by run.

mod named;
mod phase;
mod workflow;

pub use named::workflow;
pub use phase::phase;
pub use workflow::{enter_workflow, timed_workflow};
