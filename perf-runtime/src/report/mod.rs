//! Floor 5: the one serialisable report, which sinks write in their own language without computing anything.
//!
//! `collect` makes it from a snapshot, `derive` judges it, `against` names what comparisons need, `flow` tells where
//! workflows spent their time, `merge` makes one of many (`sites` adds up their figures), `json` and `validate` bring it to
//! a file and back, `quick` reads what this version wrote.

mod against;
mod collect;
mod derive;
mod distribution;
mod environment;
#[cfg(test)]
pub(crate) mod fixture;
mod flow;
mod json;
mod merge;
mod model;
mod quick;
mod read;
mod sites;
mod tally;
#[cfg(test)]
mod tests;
mod validate;

pub use against::AgainstRecord;
pub(crate) use against::machine;
#[cfg(unix)]
pub(crate) use collect::put_in_force;
pub use environment::Environment;
pub use flow::{
    Bottleneck, BottleneckKind, FlowRow, FlowStep, Overcommitted, RunCounts, WorkflowReport,
};
pub use json::{JsonError, WriteError};
pub(crate) use json::{from_slice as from_json, to_string as to_json};
pub use merge::{MergeError, Sum, merge};
pub use model::{ChangedRecord, LimitRecord, Report, Run, SCHEMA_VERSION, SiteRecord};
pub use read::ReadError;
pub use tally::Tally;
pub use validate::Invalid;
