//! What a single value must be: a literal is judged here, an expression by the compiler.

use proc_macro2::{TokenStream, TokenTree};
use syn::GenericParam;

use crate::diagnostics::Mistakes;
use crate::keys::{Metric, Support, Takes};
use crate::syntax::args::{Given, Value};
use crate::syntax::item::Function;
use crate::syntax::quantity::Number;

/// No figure is kept in more than 64 bits: 584 years in nanoseconds, 16 exbibytes.
const LARGEST: f64 = u64::MAX as f64;

pub(super) fn check(given: &Given, function: Option<&Function>, mistakes: &mut Mistakes) {
    let name = given.key.name;
    if let (Support::Async, Some(function)) = (given.key.support, function)
        && !function.is_future()
    {
        let sentence = format!(
            "`{name}` needs an `async fn` or a body that ends in `async move {{ … }}`: elsewhere all time is busy time, use `max_ms`"
        );
        mistakes.at(given.name.span(), sentence);
    }
    match &given.value {
        Value::Number(value) => {
            let (factor, from_zero) = match given.key.takes {
                Takes::Limit(limit) => (limit.unit.factor, limit.metric.allows_zero()),
                _ => (
                    1.0,
                    matches!(name, "warning_percent" | "max_regression_percent"),
                ),
            };
            number(given, value, factor, from_zero, mistakes);
            named_parameters(given, &value.tokens, function, mistakes);
        }
        Value::Counts(counts) => {
            for count in counts {
                number(given, count, 1.0, false, mistakes);
                whole(given, count, mistakes);
            }
        }
        Value::Text(text) => readable(given, text, mistakes),
        Value::Texts(texts) => texts
            .iter()
            .for_each(|text| readable(given, text, mistakes)),
        Value::Flag => {
            // Within one, the attribute of the container has read it and taken it away.
            let sentence = format!(
                "`{name}` leaves a function out of the attribute of its `impl` block or module: there is none here"
            );
            mistakes.at(given.name.span(), sentence);
        }
        Value::Paths(_) | Value::Path(_) | Value::Growth(_) | Value::Expression(_) => {}
    }
    if let (Takes::Limit(limit), Value::Number(value)) = (given.key.takes, &given.value)
        && matches!(limit.metric, Metric::Allocations | Metric::Instructions)
    {
        whole(given, value, mistakes);
    }
}

fn number(given: &Given, number: &Number, factor: f64, from_zero: bool, mistakes: &mut Mistakes) {
    let Some(value) = number.known else { return };
    let name = given.key.name;
    let sentence = if value < 0.0 {
        format!("`{name}` cannot be negative")
    } else if value == 0.0 && !from_zero {
        format!("`{name}` must be greater than zero")
    } else if value * factor > LARGEST {
        format!("`{name}` is too large: it must fit 64 bits as nanoseconds, bytes or a count")
    } else {
        return;
    };
    mistakes.over(&number.tokens, given.name.span(), sentence);
}

fn whole(given: &Given, number: &Number, mistakes: &mut Mistakes) {
    if number.known.is_some_and(|value| value.fract() != 0.0) {
        let sentence = format!("`{}` counts: it must be a whole number", given.key.name);
        mistakes.over(&number.tokens, given.name.span(), sentence);
    }
}

/// What stands in reports, in one line of a terminal: something to see, and nothing that moves what stands beside it.
fn readable(given: &Given, text: &syn::LitStr, mistakes: &mut Mistakes) {
    let (name, value) = (given.key.name, text.value());
    let sentence = if let Some(character) = value.chars().find(|&c| is_unprintable(c)) {
        format!(
            "`{name}` must be one line of printable text, without `{}`",
            character.escape_default()
        )
    } else if value.chars().all(is_blank) {
        format!("`{name}` must not be empty")
    } else {
        return;
    };
    mistakes.at(text.span(), sentence);
}

/// Control characters, line and paragraph separators, and the marks that turn the direction of writing.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// White space, and what takes no space at all.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{00ad}' | '\u{115f}' | '\u{1160}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
}

/// A site is a static item, and those can name neither `Self` nor the generic parameters around them.
fn named_parameters(
    given: &Given,
    tokens: &TokenStream,
    function: Option<&Function>,
    mistakes: &mut Mistakes,
) {
    let name = given.key.name;
    for tree in tokens.clone() {
        match tree {
            TokenTree::Group(group) => named_parameters(given, &group.stream(), function, mistakes),
            TokenTree::Ident(word) if word == "Self" => {
                let sentence = format!(
                    "`{name}` cannot use `Self`, for there is one site for all types: name the type"
                );
                mistakes.at(word.span(), sentence);
            }
            TokenTree::Ident(word)
                if function.is_some_and(|function| is_generic(&word, function)) =>
            {
                let sentence = format!(
                    "`{name}` cannot use the generic parameter `{word}`, for all its values share one site"
                );
                mistakes.at(word.span(), sentence);
            }
            _ => {}
        }
    }
}

fn is_generic(word: &proc_macro2::Ident, function: &Function) -> bool {
    function
        .parsed
        .signature
        .generics
        .params
        .iter()
        .any(|parameter| match parameter {
            GenericParam::Type(parameter) => parameter.ident == *word,
            GenericParam::Const(parameter) => parameter.ident == *word,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_that_turns_the_direction_of_writing_is_unprintable() {
        for mark in "\u{061c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}".chars() {
            assert!(is_unprintable(mark), "{}", mark.escape_default());
        }
        // What joins letters is part of how languages are written.
        assert!("aé測\u{0627}\u{200d}".chars().all(|c| !is_unprintable(c)));
    }
}
