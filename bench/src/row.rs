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

/// Measures everything.
pub(crate) fn all() -> Vec<Row> {
    let parts: [fn() -> Vec<Row>; 6] = [
        child::rows,
        threads::rows,
        heap::rows,
        future::rows,
        quantile::rows,
        peers::rows,
    ];
    // The calls last: by then this process has met moments without a neighbour on its core, and knows them.
    let later: Vec<Row> = parts.into_iter().flat_map(|part| told(part())).collect();
    let mut rows = told(subject::rows());
    rows.extend(later);
    rows
}

/// Shows rows as soon as they are measured: beside a busy neighbour all of them take a quarter of an hour.
fn told(rows: Vec<Row>) -> Vec<Row> {
    for row in &rows {
        eprintln!("{}: {:.2} {}", row.figure, row.measured, row.unit);
    }
    rows
}
