//! The rows of the table, in its order.

use crate::{child, future, heap, peers, quantile, subject, threads};

/// One line of the table.
pub(crate) struct Row {
    pub(crate) figure: String,
    pub(crate) measured: f64,
    /// The target; `None` for a figure that is only shown.
    pub(crate) at_most: Option<f64>,
    pub(crate) unit: &'static str,
}

impl Row {
    /// A figure with a target.
    pub(crate) fn at_most(figure: &str, measured: f64, limit: f64, unit: &'static str) -> Self {
        Self {
            at_most: Some(limit),
            ..Self::shown(figure, measured, unit)
        }
    }

    /// A figure without one.
    pub(crate) fn shown(figure: &str, measured: f64, unit: &'static str) -> Self {
        Self {
            figure: figure.to_owned(),
            measured,
            at_most: None,
            unit,
        }
    }
}

/// The parts of the table, by the names that they can be asked for.
pub(crate) const PARTS: [(&str, fn() -> Vec<Row>); 7] = [
    ("calls", subject::rows),
    ("processes", child::rows),
    ("threads", threads::rows),
    ("heap", heap::rows),
    ("future", future::rows),
    ("quantile", quantile::rows),
    ("peers", peers::rows),
];

/// Measures everything.
pub(crate) fn all() -> Vec<Row> {
    // The calls last: by then this process has met moments without a neighbour on its core, and knows them.
    let (calls, others) = PARTS.split_first().expect("there are parts");
    let later: Vec<Row> = others.iter().flat_map(|part| told(part.1())).collect();
    let mut rows = told(calls.1());
    rows.extend(later);
    rows
}

/// Measures the part of this name and shows it; nothing is written.
pub(crate) fn show(name: &str) -> Option<()> {
    let part = PARTS.iter().find(|part| part.0 == name)?;
    told(part.1());
    Some(())
}

/// Shows rows as soon as they are measured: beside a busy neighbour all of them take a quarter of an hour.
fn told(rows: Vec<Row>) -> Vec<Row> {
    for row in &rows {
        eprintln!("{}: {:.2} {}", row.figure, row.measured, row.unit);
    }
    rows
}
