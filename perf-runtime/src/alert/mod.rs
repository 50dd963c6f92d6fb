//! Floor 5: the verdicts worth telling, each with its evidence and with actions that name their datum.

mod action;
mod model;
mod raise;

pub use action::Action;
pub use model::{Alert, Level};
pub use raise::{Circumstances, alerts};
