//! A crate through which alone another one reaches the runtime.
#![deny(warnings)]

pub use perf_runtime;
pub use perf_runtime as limits;
