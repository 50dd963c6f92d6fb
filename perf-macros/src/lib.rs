//! Attribute macros of perf-runtime.
