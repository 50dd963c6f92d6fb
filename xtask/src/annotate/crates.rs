//! The crates: pinned, of every style, with test suites that build in reasonable time.

/// A crate of the registry.
pub(super) struct Subject {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) style: &'static str,
    /// Whether the examples in its documentation are run, too: each is a program of its own to build.
    pub(super) with_examples: bool,
    /// Files that do not compile as published, bare or not: for want of what the registry does not have.
    pub(super) emptied: &'static [&'static str],
}

const fn subject(name: &'static str, version: &'static str, style: &'static str) -> Subject {
    Subject {
        name,
        version,
        style,
        with_examples: false,
        emptied: &[],
    }
}

pub(super) const CRATES: &[Subject] = &[
    Subject {
        with_examples: true,
        ..subject("semver", "1.0.28", "parser, much `unsafe`")
    },
    Subject {
        // It needs another crate of nom's workspace, of a version that was never published with it.
        emptied: &["tests/expression_ast.rs"],
        ..subject("nom", "8.0.0", "parser combinators, closures in and out")
    },
    subject("num-bigint", "0.4.8", "numbers"),
    subject("smallvec", "1.16.6", "data structure, raw memory"),
    subject("indexmap", "2.14.2", "data structure"),
    subject("petgraph", "0.8.3", "data structure, generics"),
    subject("async-lock", "3.5.0", "async primitives"),
    subject("mini-redis", "0.4.1", "async client and server"),
    subject("either", "1.19.0", "macro-heavy"),
    subject(
        "async-trait",
        "0.1.92",
        "attribute macro, runs inside the compiler",
    ),
    subject("hexyl", "0.16.0", "command line"),
];
