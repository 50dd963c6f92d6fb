//! Floor 3: workflows and their phases: whole analyses, measured run by run, and carried over threads.

mod ending;
mod fork;
mod handle;
mod health;
mod held;
mod live;
mod meter;
mod named;
mod phase;
mod run;
mod workflow;

pub use ending::{Fallible, Returned, expect_error, expect_return, finished};
pub use handle::{Carried, CarriedGuard, WorkflowHandle, workflow_handle};
pub use health::{Health, HealthStatus, health};
pub use held::HeldWorkflow;
pub(crate) use live::clear as clear_live_line;
pub use live::live_line;
pub use named::{workflow, workflow_async, workflow_guard};
pub use phase::{phase, startup_complete};
pub use workflow::{enter_workflow, timed_fallible, timed_workflow};
