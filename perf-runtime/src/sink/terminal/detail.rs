//! Compiler-style detail of an alert: where, the limit, the figure, the evidence, and what to look at.

use super::figures;
use super::style::TerminalStyle;
use crate::alert::{Alert, Level};
use crate::site::Metric;
use crate::terminal::{clean, wrap};
use crate::unit::Quantity;

/// Columns before the text of a labelled line.
const INDENT: usize = 15;

/// More contexts than this are counted, not named.
const NAMED_CONTEXTS: usize = 3;

pub(super) fn write(out: &mut String, alert: &Alert, style: &TerminalStyle) {
    let heading = style.paint(Some(alert.level), label(alert.level));
    let title = wrap(&title(alert), style.width.saturating_sub(13)).join("\n             ");
    out.push_str(&format!("{heading}: {title}\n"));
    out.push_str(&format!("  --> {}:{}\n", clean(&alert.file), alert.line));
    line(out, style, "limit", &limit(alert));
    if let Some(measured) = &alert.measured {
        let show = |value| Quantity::new(value, alert.limit.unit);
        let value = show(measured.value);
        let (low, value, high) = (show(measured.low), value, show(measured.high));
        let [low, value, high] = [low, value, high].map(|quantity| quantity.to_string());
        let text = if low == high {
            value
        } else {
            format!("{value}, between {low} and {high}")
        };
        line(out, style, "measured", &text);
    }
    if !alert.context.is_empty() || !alert.other_contexts.is_empty() {
        line(out, style, "in", &contexts(alert));
    }
    if alert.level != Level::NotMeasured {
        line(out, style, "because", &alert.reason);
    }
    for sentence in &alert.evidence {
        line(out, style, "evidence", sentence);
    }
    for action in &alert.actions {
        line(
            out,
            style,
            "help",
            &format!("{}: {}", action.datum, action.advice),
        );
    }
    out.push('\n');
}

const fn label(level: Level) -> &'static str {
    match level {
        Level::Critical | Level::Warning | Level::NotMeasured => "error[perf]",
        Level::Notice | Level::Inconclusive => "note[perf]",
    }
}

fn title(alert: &Alert) -> String {
    let (site, key) = (clean(&alert.site), clean(&alert.key));
    let over = alert
        .percent_over
        .map_or_else(|| "the limit is zero".to_owned(), figures::over);
    if let (Metric::Growth, Some(measured), Level::Critical | Level::Warning | Level::Notice) =
        (alert.metric, alert.measured, alert.level)
    {
        let found = Quantity::new(measured.value, alert.limit.unit);
        return format!("`{site}` breaks `{key}` (it grows like {found})");
    }
    match alert.level {
        Level::Critical => format!("`{site}` breaks `{key}` ({over}, critical)"),
        Level::Warning => format!("`{site}` breaks `{key}` ({over})"),
        Level::Notice => format!("`{site}` is a little over `{key}` ({over})"),
        Level::NotMeasured => {
            format!(
                "`{key}` of `{site}` could not be measured: {}",
                clean(&alert.reason)
            )
        }
        Level::Inconclusive => format!("`{key}` of `{site}` is undecided"),
    }
}

fn limit(alert: &Alert) -> String {
    format!("{} ({})", alert.limit, clean(&alert.key))
}

fn contexts(alert: &Alert) -> String {
    let whole = |context: &str| match context {
        "" => "outside tests".to_owned(),
        name => clean(name),
    };
    let mut text = whole(&alert.context);
    for context in alert.other_contexts.iter().take(NAMED_CONTEXTS) {
        text.push_str(", ");
        text.push_str(&whole(context));
    }
    match alert.other_contexts.len().saturating_sub(NAMED_CONTEXTS) {
        0 => {}
        more => text.push_str(&format!(" and {more} more")),
    }
    text
}

fn line(out: &mut String, style: &TerminalStyle, label: &str, text: &str) {
    let lines = wrap(&clean(text), style.width.saturating_sub(INDENT));
    for (i, text) in lines.iter().enumerate() {
        if i == 0 {
            out.push_str(&format!("   = {label:<8}: {text}\n"));
        } else {
            out.push_str(&format!("{:INDENT$}{text}\n", ""));
        }
    }
}
