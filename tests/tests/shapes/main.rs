//! An annotated function is indistinguishable from the bare one, but for being recorded.
//!
//! Every shape of function in `cases` is compiled three times: with a budget, as a workflow, and with an attribute that
//! does nothing. The same assertions hold for all three, so that what a test expects is what the bare function does;
//! with the feature `monitoring` each annotated call is recorded exactly once.
#![allow(
    clippy::all,
    reason = "the shapes are what users write, not what they should"
)]

mod as_budget;
mod as_workflow;
mod as_written;
mod skipped;
mod support;
