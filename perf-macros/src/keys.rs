//! The arguments that the attributes take: one table drives parsing, checks, suggestions and documentation.

#[cfg(test)]
mod manual;
mod nearest;
mod table;

pub(crate) use nearest::nearest;
pub(crate) use table::TABLE;

/// Severity bounds of a budget that names none.
pub(crate) const WARNING_PERCENT: f64 = 10.0;
/// See [`WARNING_PERCENT`].
pub(crate) const CRITICAL_PERCENT: f64 = 50.0;

/// One row of the table.
pub(crate) struct Key {
    /// As the user writes it.
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    /// The attributes on which it may stand.
    pub(crate) on: &'static [Attribute],
    pub(crate) support: Support,
    /// What it does, as one line of the manual.
    pub(crate) about: &'static str,
}

/// The attributes of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Attribute {
    Budget,
    Workflow,
    Workload,
}

/// The type of an argument's value.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Takes {
    /// A limit on a metric, in a unit.
    Limit(Limited),
    /// `= 10.0`, a bound of severity.
    Percent,
    /// `= "text"`
    Text,
    /// `("a", "b")`
    Texts,
    /// `(f, module::g)`
    Paths,
    /// `= [1, 2, 4]`
    Counts,
    /// `= some::path`
    Path,
    /// `= "n log n"`, a way to grow.
    Growth,
    /// `= data.len()`, evaluated when the function is entered.
    Expression,
    /// Nothing: the name says it all.
    Flag,
    /// Not parsed at all: only keys that are not supported yet.
    Nothing,
}

/// What a limit is about.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Limited {
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    pub(crate) unit: Unit,
}

/// Named like the runtime's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Metric {
    Time,
    Cpu,
    Busy,
    Instructions,
    Allocations,
    AllocatedBytes,
    PeakBytes,
    ResidentBytes,
    Growth,
    Calls,
}

/// Named like the runtime's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Statistic {
    Median,
    P95,
    P99,
    Maximum,
}

/// A unit that a key can end in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Unit {
    /// How many base units (nanoseconds, bytes, or ones) it holds.
    pub(crate) factor: f64,
    /// What the user's number counts, for messages.
    pub(crate) plural: &'static str,
    /// An example of a value, for messages.
    pub(crate) example: &'static str,
}

/// Whether a key can be used today.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Support {
    Yes,
    /// Only on functions that are async or return a future.
    Async,
    /// Reserved, refused with this reason.
    Planned(&'static str),
}

impl Attribute {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Budget => "perf_budget",
            Self::Workflow => "monitored_workflow",
            Self::Workload => "perf_workload",
        }
    }
}

impl Metric {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Time => "Time",
            Self::Cpu => "Cpu",
            Self::Busy => "Busy",
            Self::Instructions => "Instructions",
            Self::Allocations => "Allocations",
            Self::AllocatedBytes => "AllocatedBytes",
            Self::PeakBytes => "PeakBytes",
            Self::ResidentBytes => "ResidentBytes",
            Self::Growth => "Growth",
            Self::Calls => "Calls",
        }
    }

    /// Whether none at all is a limit one can keep: no allocation is, no time is not.
    pub(crate) fn allows_zero(self) -> bool {
        self.needs_heap() || self == Self::Calls
    }

    /// Whether the guard has to look at the heap.
    pub(crate) fn needs_heap(self) -> bool {
        matches!(
            self,
            Self::Allocations | Self::AllocatedBytes | Self::PeakBytes
        )
    }
}

impl Statistic {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Median => "Median",
            Self::P95 => "P95",
            Self::P99 => "P99",
            Self::Maximum => "Maximum",
        }
    }
}

/// The row of `name`, on whatever attribute.
pub(crate) fn find(name: &str) -> Option<&'static Key> {
    TABLE.iter().find(|key| key.name == name)
}

/// The rows whose name is `stem` and a unit: what a user meant who wrote `max = 2`.
pub(crate) fn with_unit(stem: &str, attribute: Attribute) -> impl Iterator<Item = &'static Key> {
    let units = ["ns", "us", "ms", "s", "bytes", "kb", "mb"];
    TABLE.iter().filter(move |key| {
        let unit = key
            .name
            .strip_prefix(stem)
            .and_then(|rest| rest.strip_prefix('_'));
        key.on.contains(&attribute) && unit.is_some_and(|unit| units.contains(&unit))
    })
}
