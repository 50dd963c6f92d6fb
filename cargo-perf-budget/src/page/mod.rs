//! One HTML page about a run: everything in one file, no network, nothing from a report that is not escaped.
//!
//! `model` is what the page shows, as text and numbers; `site`, `flow`, `chart` and `flame` fill it; `template.html` lays it out.

mod chart;
mod flame;
mod flow;
mod model;
mod site;
mod source;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, HtmlEscape, Value};

use crate::exit::Exit;
use crate::fault::Fault;

pub(crate) use model::Input;
use model::Page;
pub(crate) use source::Links;

const TEMPLATE: &str = include_str!("template.html");

/// The page as HTML.
pub(crate) fn html(input: Input<'_>) -> Result<String, Fault> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("broken", broken);
    let rendered = environment
        .add_template("page", TEMPLATE)
        .and_then(|()| environment.get_template("page"))
        .and_then(|template| template.render(Serde(Page::of(input))));
    let page = rendered
        .map_err(|error| Fault::new(Exit::Io, format!("the page cannot be made: {error:#}")))?;
    Ok(without_controls(page))
}

/// A name or path that may go on in the next line between its parts, where a narrow column would break it within a word.
fn broken(text: &str) -> Value {
    let mut html = HtmlEscape(text).to_string();
    for end in ["::", "&#x2f;", "_"] {
        html = html.replace(end, &format!("{end}<wbr>"));
    }
    Value::from_safe_string(html)
}

/// HTML has no place for control characters, and no way to escape them.
fn without_controls(page: String) -> String {
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if page.contains(bad) {
        page.replace(bad, "\u{fffd}")
    } else {
        page
    }
}

#[cfg(test)]
mod tests;
