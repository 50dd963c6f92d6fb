//! An annotated function is indistinguishable from the bare one, but for being recorded.
//!
//! Every shape of function in `cases` is compiled three times: with a budget, as a workflow, and with an attribute that
//! does nothing. The same assertions hold for all three, so that what a test expects is what the bare function does;
//! with the feature `monitoring` each annotated call is recorded exactly once.
#![allow(
    unexpected_cfgs,
    reason = "set where the three are linted one by one, see `end_to_end::cargo::lints`"
)]
#![allow(
    clippy::all,
    reason = "the shapes are what users write, not what they should"
)]

#[cfg(any(not(shapes_alone), shapes = "budget"))]
mod as_budget;
#[cfg(any(not(shapes_alone), shapes = "workflow"))]
mod as_workflow;
#[cfg(any(not(shapes_alone), shapes = "written"))]
mod as_written;
#[cfg(not(shapes_alone))]
mod skipped;
#[cfg(not(shapes_alone))]
mod stacked;
mod support;
