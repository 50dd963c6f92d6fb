//! An error of the TOML parser with its line, and with the nearest of the words that stand where an unknown one stood.

use std::path::Path;

use crate::exit::Exit;
use crate::fault::Fault;

/// How alike two words are to be taken for a typing error of each other; `strict` and `zzz` are not.
const ALIKE: f64 = 0.6;

pub(super) fn fault(error: &toml::de::Error, text: &str, path: &Path) -> Fault {
    let message = match error.message() {
        // The parser's words for a choice of several, such as `fail_on`.
        "wanted string or table" => "expected a word in quotes",
        message => message,
    };
    let place = match error.span() {
        Some(span) => {
            let (line, column) = line_and_column(text, span.start);
            format!("{}:{line}:{column}", path.display())
        }
        None => path.display().to_string(),
    };
    let fault = Fault::new(Exit::BadConfig, message).at(place);
    match remedy(message) {
        Some(remedy) => fault.remedy(remedy),
        None => fault,
    }
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// Serde names what it did not know and what it does: `unknown field `x`, expected one of `a`, `b``.
fn remedy(message: &str) -> Option<String> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    let alike = |word: &str| strsim::jaro_winkler(unknown, word);
    let known: Vec<&str> = quoted.collect();
    let nearest = known
        .iter()
        .copied()
        .filter(|word| alike(word) >= ALIKE)
        .max_by(|a, b| alike(a).total_cmp(&alike(b)));
    Some(match nearest {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("known here: {}", known.join(", ")),
    })
}
