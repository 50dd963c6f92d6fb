//! Runnable analyses, annotated as a user would.
//!
//! [`xpcs`] is a scientific analysis with real data; [`router`] is an ordinary small library;
//! [`service`] is an asynchronous service that uses it. All keep each function that matters on its own, because that is where a budget is declared.

pub mod router;
pub mod service;
pub mod xpcs;

#[cfg(test)]
perf_runtime::install_allocator!();
