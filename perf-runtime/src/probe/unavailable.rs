//! Why a probe cannot read its figure.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// A probe that cannot read its figure here; holds the reason, one sentence without a full stop.
///
/// A limit that needs the figure is *not measured*: an unreadable probe never counts as "within".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable(pub Cow<'static, str>);

impl Unavailable {
    /// A reason that is known while compiling: costs no allocation, so that it may be returned on measured paths.
    #[must_use]
    pub const fn because(reason: &'static str) -> Self {
        Self(Cow::Borrowed(reason))
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unavailable {}
