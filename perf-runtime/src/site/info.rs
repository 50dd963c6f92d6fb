//! The static description of a site: what the attribute and the compiler know of an annotated function.

use super::against::Against;
use super::limit::{Identity, Limit, check};

/// What kind of code a site measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A function with a budget.
    Function,
    /// A whole analysis: its runs are measured one by one.
    Workflow,
    /// A part of a function, named by `phase!`.
    Phase,
    /// A `tracing` span of code that nobody annotates, budgeted in `perf-budget.toml`.
    Span,
    /// A part of a program's start-up, budgeted in `perf-budget.toml`.
    Startup,
}

/// Where a site stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The source file, as the compiler was told it.
    pub file: &'static str,
    /// The module that holds the function: `krate::module`.
    pub module: &'static str,
    /// The cargo package, or empty outside cargo.
    pub package: &'static str,
    /// Whether the crate was compiled as a test harness.
    pub test_build: bool,
}

/// The static description of a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteInfo {
    /// What is measured.
    pub kind: Kind,
    /// The function's own name.
    pub name: &'static str,
    /// Line of the function's name, from 1.
    pub line: u32,
    /// Column of the function's name, from 1.
    pub column: u32,
    /// File, module and package.
    pub place: Place,
    /// The declared limits.
    pub limits: &'static [Limit],
    /// Label, owner, tags and severity bounds.
    pub identity: Identity,
    /// Promises against accepted baselines.
    pub against: Against,
}

impl SiteInfo {
    /// The label given in the attribute, else the function's own name.
    #[must_use]
    pub const fn display_name(&self) -> &'static str {
        if self.identity.label.is_empty() {
            self.name
        } else {
            self.identity.label
        }
    }

    /// Describes a site, refusing contradictory limits while compiling.
    ///
    /// # Panics
    ///
    /// At compile time, see [`check`].
    #[must_use]
    pub const fn new(
        kind: Kind,
        name: &'static str,
        line: u32,
        column: u32,
        place: Place,
        limits: &'static [Limit],
        identity: Identity,
    ) -> Self {
        check(limits, &identity);
        Self {
            kind,
            name,
            line,
            column,
            place,
            limits,
            identity,
            against: Against::NOTHING,
        }
    }

    /// The same site with promises against accepted baselines.
    #[must_use]
    pub const fn against(self, against: Against) -> Self {
        Self { against, ..self }
    }
}

/// The text, or an empty one: a pattern in an expansion could be taken for a constant of the user's.
#[doc(hidden)]
#[must_use]
pub const fn or_empty(text: Option<&'static str>) -> &'static str {
    match text {
        Some(text) => text,
        None => "",
    }
}
