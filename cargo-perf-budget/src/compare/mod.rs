//! Two states of the source, measured in turns within the same minutes.
//!
//! `range` says which; `checkout` brings each into a folder of its own; `programs` builds its tests; `rounds` runs both in
//! turns; `effect` turns pairs of figures into ratios with intervals; `show` writes them.

mod checkout;
mod effect;
mod programs;
mod range;
mod rounds;
mod show;

pub(crate) use checkout::Bench;
pub(crate) use effect::{Effect, Finding, effects};
pub(crate) use programs::{Program, build};
pub(crate) use range::{Range, Revision, State};
pub(crate) use rounds::take;
pub(crate) use show::{json, line, markdown, terminal};
