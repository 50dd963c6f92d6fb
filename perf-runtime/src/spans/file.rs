//! Reads the `[[span]]` entries of `perf-budget.toml`.

use std::path::Path;

use toml_span::Span;
use toml_span::value::Table;

use super::budget::SpanBudget;
use crate::settings::{Document, SettingsError, place};
use crate::site::{Limit, Metric};

/// The name of the list.
const LIST: &str = "span";

/// The keys of an entry that are no limits.
const KEYS: [&str; 2] = ["target", "name"];

/// The budgets on spans of one file, in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpanBudgets {
    budgets: Vec<SpanBudget>,
}

impl SpanBudgets {
    /// Reads the text of `file`.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or has an entry that cannot be obeyed.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let document = Document { text, file };
        let root = document.root()?;
        let mut budgets: Vec<SpanBudget> = Vec::new();
        if let Some(root) = root.as_table() {
            document.misspelt(root, LIST)?;
            for (entry, at) in document.tables(root, LIST, LIST)? {
                let budget = budget(&document, entry, at)?;
                if let Some(first) = budgets.iter().find(|first| first.is_for_same(&budget)) {
                    let what = format!(
                        "two budgets for the span `{}` of `{}`, the first in line {}",
                        budget.name, budget.target, first.line
                    );
                    return Err(document.refuse(at, what, "make them one"));
                }
                budgets.push(budget);
            }
        }
        Ok(Self { budgets })
    }

    /// The budgets.
    #[must_use]
    pub fn budgets(&self) -> &[SpanBudget] {
        &self.budgets
    }
}

fn budget(
    document: &Document<'_>,
    entry: &Table<'_>,
    at: Span,
) -> Result<SpanBudget, SettingsError> {
    let text = |key: &str, example: &str| match document.text(entry, key, example)? {
        Some(text) => Ok(text),
        None => {
            let remedy = format!("write `{key} = {example}`, as the code names it");
            Err(document.refuse(at, format!("a span budget without `{key}`"), remedy))
        }
    };
    let (target, name) = (text("target", "\"hyper\"")?, text("name", "\"request\"")?);
    let mut limits = Vec::new();
    for (key, value) in entry.iter().filter(|(key, _)| !KEYS.contains(&&*key.name)) {
        let (known, limit) = document.limit(key, value, is_of_spans, &KEYS)?;
        limits.push((
            Limit {
                metric: known.metric,
                statistic: known.statistic,
                value: limit,
                // For the life of the process, as the names in the program's own text.
                key: key.name.to_string().leak(),
                written: document.text[value.span.start..value.span.end]
                    .to_owned()
                    .leak(),
            },
            key.span,
        ));
    }
    if limits.is_empty() {
        let what = format!("the budget of the span `{name}` has no limit");
        let remedy = "give at least one: `max_ms = 5.0`";
        return Err(document.refuse(at, what, remedy));
    }
    agree(document, &limits)?;
    Ok(SpanBudget {
        target,
        name,
        limits: limits.into_iter().map(|(limit, _)| limit).collect(),
        line: place(document.text, at.start).0,
    })
}

/// Spans have a beginning and an end, and threads that enter and leave them; nothing else is known of them.
const fn is_of_spans(metric: Metric) -> bool {
    matches!(metric, Metric::Time | Metric::Busy)
}

/// Refuses what an attribute refuses while compiling: the same limit twice, a tail below the typical span, busy time that
/// may be longer than the time it is part of.
fn agree(document: &Document<'_>, limits: &[(Limit, Span)]) -> Result<(), SettingsError> {
    for (number, (limit, at)) in limits.iter().enumerate() {
        for (other, _) in &limits[..number] {
            if (limit.metric, limit.statistic) == (other.metric, other.statistic) {
                let what = format!("`{}` and `{}` limit the same", other.key, limit.key);
                return Err(document.refuse(*at, what, "remove one of them"));
            }
            let wrong = [(limit, other), (other, limit)]
                .into_iter()
                .find(|(part, whole)| {
                    let tail = part.metric == whole.metric && part.statistic < whole.statistic;
                    let busy = part.metric == Metric::Busy
                        && whole.metric == Metric::Time
                        && part.statistic == whole.statistic;
                    (tail || busy) && part.value > whole.value
                });
            if let Some((part, whole)) = wrong {
                let what = format!(
                    "`{}` is below `{}`: it can never be kept without it, so that the other means nothing",
                    whole.key, part.key
                );
                return Err(document.refuse(*at, what, "swap them, or remove one"));
            }
        }
    }
    Ok(())
}
