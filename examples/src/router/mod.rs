//! An ordinary small library: it finds what belongs to a request path, `/users/7/posts` for
//! instance.
//!
//! Looking up is what a server does for every request, so it must not allocate: [`Match`] borrows
//! from router and path. [`pattern`] is what may be registered, [`parameters`] what a path binds,
//! [`tree`] how both are found.

pub mod parameters;
pub mod pattern;
pub mod tree;

pub use parameters::Parameters;
pub use pattern::PatternError;
pub use tree::{Match, Router};
