//! What is judged, apart from where it comes from: a site of this process, or a site read from a run file.

use crate::site::{Limit, Metric, Site, Statistic};
use crate::unit::{Quantity, Unit};

/// A limit, borrowed from the attribute or from a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound<'a> {
    /// What is limited.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The limit in the metric's base unit.
    pub value: f64,
    /// The attribute's key: `max_ms`.
    pub key: &'a str,
    /// Where the value is not the declared one: what it was, and who changed it.
    pub changed: Option<Changed<'a>>,
}

/// Why a limit is not the declared one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed<'a> {
    /// The declared limit in the metric's base unit.
    pub declared: f64,
    /// The machine class that changes it.
    pub class: &'a str,
}

impl Bound<'_> {
    /// The limit with its unit.
    #[must_use]
    pub const fn quantity(&self) -> Quantity {
        Quantity::new(self.value, unit(self.metric))
    }

    /// A sentence for the evidence, where the limit is not the declared one.
    pub(super) fn explanation(&self) -> Option<String> {
        let Changed { declared, class } = self.changed?;
        let declared = Quantity::new(declared, unit(self.metric));
        let limit = self.quantity();
        Some(format!(
            "the limit is {limit} instead of the declared {declared}: machine class `{class}`"
        ))
    }
}

impl From<&Limit> for Bound<'static> {
    fn from(limit: &Limit) -> Self {
        Self {
            metric: limit.metric,
            statistic: limit.statistic,
            value: limit.value,
            key: limit.key,
            changed: None,
        }
    }
}

/// The base unit of a metric.
const fn unit(metric: Metric) -> Unit {
    match metric {
        Metric::Time | Metric::Cpu | Metric::Busy => Unit::Nanoseconds,
        Metric::AllocatedBytes | Metric::PeakBytes | Metric::ResidentBytes => Unit::Bytes,
        Metric::Instructions | Metric::Allocations | Metric::Calls => Unit::Count,
        Metric::Growth => Unit::Growth,
    }
}

/// A site with its limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject<'a> {
    /// The printed name.
    pub path: String,
    /// The source file.
    pub file: &'a str,
    /// The line of the function's name.
    pub line: u32,
    /// The declared limits.
    pub bounds: Vec<Bound<'a>>,
    /// From this many percent over its limit a verdict is a warning.
    pub warning_percent: f64,
    /// From more than this many percent over its limit a verdict is critical.
    pub critical_percent: f64,
}

impl From<&'static Site> for Subject<'static> {
    fn from(site: &'static Site) -> Self {
        let info = site.info();
        Self {
            path: site.path(),
            file: info.place.file,
            line: info.line,
            bounds: info.limits.iter().map(Bound::from).collect(),
            warning_percent: info.identity.warning_percent,
            critical_percent: info.identity.critical_percent,
        }
    }
}
