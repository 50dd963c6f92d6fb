//! A budget on a span, and the site that its samples go to.

use crate::record::{RECORDER, announce};
use crate::settings::FILE;
use crate::site::{Identity, Kind, Limit, Place, Site, SiteInfo};

/// From which excess on a broken limit is a warning, and above which it is critical, in percent: as in attributes.
const SEVERITIES: (f64, f64) = (10.0, 50.0);

/// A budget on spans of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanBudget {
    /// Where the spans come from: a target, or a module around it.
    pub target: String,
    /// Their name.
    pub name: String,
    /// What they may take.
    pub limits: Vec<Limit>,
    /// The line of the entry, from 1.
    pub line: usize,
}

impl SpanBudget {
    pub(super) fn is_for_same(&self, other: &Self) -> bool {
        (&self.target, &self.name) == (&other.target, &other.name)
    }
}

/// A budget whose site the registry knows.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "tracing-layer"),
    expect(dead_code, reason = "only the layer looks spans up")
)]
pub(crate) struct SpanSite {
    pub(super) target: &'static str,
    pub(super) name: &'static str,
    pub(super) site: &'static Site,
}

/// Announces the budgets to the registry, once in a process: what has no span is then reported as never called.
pub(crate) fn announced(budgets: &[SpanBudget]) -> Vec<SpanSite> {
    budgets.iter().map(announced_one).collect()
}

/// Sites live as long as the process, whoever made them.
fn announced_one(budget: &SpanBudget) -> SpanSite {
    let target: &'static str = budget.target.clone().leak();
    let name: &'static str = budget.name.clone().leak();
    let place = Place {
        file: FILE,
        module: target,
        package: "",
        test_build: false,
    };
    let (warning, critical) = SEVERITIES;
    let info = SiteInfo::new(
        Kind::Span,
        name,
        u32::try_from(budget.line).unwrap_or(u32::MAX),
        1,
        place,
        budget.limits.clone().leak(),
        Identity::new("", "", &[], warning, critical),
    );
    // No type inside a function marks it: its path is target and name.
    let site: &'static Site = Box::leak(Box::new(Site::new(info, || "", &RECORDER)));
    announce(site);
    SpanSite { target, name, site }
}
