//! The rows of the table, a file for each kind.

pub(crate) mod caller;

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
            figure: figure.to_owned(),
            measured,
            at_most: Some(limit),
            unit,
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
