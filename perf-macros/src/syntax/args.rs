//! Reads `key = value, key(…), …` with the table of keys, going on after each mistake.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, LitStr, Path, Token, bracketed, parenthesized};

use super::growth;
use super::quantity::{NotANumber, Number, number};
use crate::diagnostics::Mistakes;
use crate::keys::{self, Attribute, Key, Support, Takes};

/// One argument that could be read.
pub(crate) struct Given {
    pub(crate) key: &'static Key,
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// The value, by the type that the key takes.
pub(crate) enum Value {
    Number(Number),
    Text(LitStr),
    Texts(Vec<LitStr>),
    Counts(Vec<Number>),
    Paths(Vec<Path>),
    Path(Path),
    /// A way to grow, by its place among the models.
    Growth(Number),
    Expression(TokenStream),
    Flag,
}

/// All arguments of one attribute, in the order written; the mistakes go to `mistakes`.
pub(crate) fn parse(
    attribute: Attribute,
    tokens: TokenStream,
    mistakes: &mut Mistakes,
) -> Vec<Given> {
    let mut given = Vec::new();
    let all = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let before = given.len();
            if let Some(argument) = argument(attribute, input, mistakes) {
                given.push(argument);
            }
            // After a mistake the rest of the argument is not understood, so it is no mistake of its own.
            let understood = given.len() > before;
            if understood && !input.is_empty() && !input.peek(Token![,]) {
                mistakes.at(input.span(), "expected `,` between two arguments");
            }
            skip_to_comma(input);
        }
        Ok(())
    };
    if let Err(error) = all.parse2(tokens) {
        mistakes.adopt(&error);
    }
    given
}

/// One argument, up to but without its comma; `None` after reporting why not.
fn argument(
    attribute: Attribute,
    input: ParseStream<'_>,
    mistakes: &mut Mistakes,
) -> Option<Given> {
    if !input.peek(Ident::peek_any) {
        mistakes.at(
            input.span(),
            "expected the name of an argument, as in `max_ms = 2.0`",
        );
        return None;
    }
    let name = Ident::parse_any(input).ok()?;
    let text = name.unraw().to_string();
    let Some(key) = keys::find(&text) else {
        mistakes.at(name.span(), unknown(attribute, &text));
        return None;
    };
    if let Support::Planned(reason) = key.support {
        mistakes.at(
            name.span(),
            format!("`{text}` ({}) is not supported yet: {reason}", key.about),
        );
        return None;
    }
    if !key.on.contains(&attribute) {
        mistakes.at(name.span(), misplaced(key, attribute));
        return None;
    }
    match value(key, &name, input) {
        Ok(value) => Some(Given { key, name, value }),
        Err(error) => {
            mistakes.adopt(&error);
            None
        }
    }
}

/// `max = 2` lacks a unit, `max_mss = 2` is misspelt, anything else is foreign.
fn unknown(attribute: Attribute, name: &str) -> String {
    let complete: Vec<String> = keys::with_unit(name, attribute)
        .map(|key| format!("`{}`", key.name))
        .collect();
    if !complete.is_empty() {
        return format!("`{name}` lacks a unit: write {}", either(&complete));
    }
    match keys::nearest(name, attribute) {
        Some(near) => format!("unknown argument `{name}`: did you mean `{near}`?"),
        None => format!("`#[{}]` has no argument `{name}`", attribute.name()),
    }
}

fn misplaced(key: &Key, attribute: Attribute) -> String {
    let right: Vec<String> = key
        .on
        .iter()
        .map(|on| format!("`#[{}]`", on.name()))
        .collect();
    format!(
        "`{}` is an argument of {}, not of `#[{}]`",
        key.name,
        either(&right),
        attribute.name()
    )
}

/// `a`, `a or b`, `a, b or c`
fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn value(key: &Key, name: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
    match key.takes {
        Takes::Limit(_) | Takes::Percent => {
            equals(key, name, input)?;
            numeric(key, name, input).map(Value::Number)
        }
        Takes::Text => {
            equals(key, name, input)?;
            text(key, input).map(Value::Text)
        }
        Takes::Path => {
            equals(key, name, input)?;
            path(key, input).map(Value::Path)
        }
        Takes::Texts => list(key, name, input, |input| text(key, input)).map(Value::Texts),
        Takes::Paths => list(key, name, input, |input| path(key, input)).map(Value::Paths),
        Takes::Counts => {
            equals(key, name, input)?;
            counts(key, name, input).map(Value::Counts)
        }
        Takes::Growth => {
            equals(key, name, input)?;
            model(key, input).map(Value::Growth)
        }
        Takes::Expression => {
            equals(key, name, input)?;
            expression(key, input).map(Value::Expression)
        }
        Takes::Flag if input.is_empty() || input.peek(Token![,]) => Ok(Value::Flag),
        Takes::Flag | Takes::Nothing => Err(wrong(name.span(), key)),
    }
}

/// How `key` is written right.
fn form(key: &Key) -> String {
    let name = key.name;
    match key.takes {
        Takes::Limit(limit) => format!(
            "a number of {}, as in `{name} = {}`",
            limit.unit.plural, limit.unit.example
        ),
        Takes::Percent => format!("a number of percent, as in `{name} = 25.0`"),
        Takes::Text => format!("text, as in `{name} = \"some text\"`"),
        Takes::Texts => format!("a list of texts, as in `{name}(\"some\", \"words\")`"),
        Takes::Paths => format!("a list of functions, as in `{name}(function, module::other)`"),
        Takes::Counts => format!("a list of whole numbers, as in `{name} = [1, 2, 4]`"),
        Takes::Path => format!("a path without quotes, as in `{name} = some::path`"),
        Takes::Growth => format!("{}, as in `{name} = \"n log n\"`", growth::FORM),
        Takes::Expression => format!("an expression of the arguments, as in `{name} = data.len()`"),
        Takes::Flag => format!("no value: write `{name}` alone"),
        Takes::Nothing => "nothing".to_owned(),
    }
}

fn wrong(span: Span, key: &Key) -> syn::Error {
    syn::Error::new(span, format!("`{}` takes {}", key.name, form(key)))
}

/// The `=` and the certainty that something follows it.
fn equals(key: &Key, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if !input.peek(Token![=]) {
        return Err(wrong(name.span(), key));
    }
    let sign: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(wrong(sign.span, key));
    }
    Ok(())
}

fn numeric(key: &Key, name: &Ident, input: ParseStream<'_>) -> syn::Result<Number> {
    let span = input.span();
    let expression: Expr = input.parse().map_err(|_| wrong(span, key))?;
    let tokens = expression.to_token_stream();
    let mistake = |sentence: String| Err(syn::Error::new_spanned(&tokens, sentence));
    match number(&expression, tokens.clone()) {
        Ok(number) => Ok(number),
        Err(NotANumber::Other(found)) => {
            mistake(format!("`{name}` takes {}, not {found}", form(key)))
        }
        Err(NotANumber::Suffix(suffix)) => mistake(format!(
            "`{name}` takes {}, without the suffix `{suffix}`: the unit is part of the argument's name",
            form(key)
        )),
    }
}

fn text(key: &Key, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let span = input.span();
    match input.parse::<Expr>().map(without_groups) {
        Ok(Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        })) => Ok(text),
        Ok(other) => Err(syn::Error::new_spanned(
            other,
            format!("`{}` takes {}", key.name, form(key)),
        )),
        Err(_) => Err(wrong(span, key)),
    }
}

/// A text that names a way to grow.
fn model(key: &Key, input: ParseStream<'_>) -> syn::Result<Number> {
    let text = text(key, input)?;
    match growth::model(&text.value()) {
        Some(place) => Ok(Number {
            tokens: text.to_token_stream(),
            known: Some(f64::from(place)),
        }),
        None => Err(wrong(text.span(), key)),
    }
}

/// Any expression; the compiler says whether it is a number.
fn expression(key: &Key, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let span = input.span();
    match input.parse::<Expr>() {
        Ok(expression) => Ok(expression.into_token_stream()),
        Err(_) => Err(wrong(span, key)),
    }
}

fn path(key: &Key, input: ParseStream<'_>) -> syn::Result<Path> {
    let span = input.span();
    match input.parse::<Expr>().map(without_groups) {
        Ok(Expr::Path(expression)) if expression.qself.is_none() => Ok(expression.path),
        Ok(other) => Err(syn::Error::new_spanned(
            other,
            format!("`{}` takes {}", key.name, form(key)),
        )),
        // `crate` alone is a path, but no expression.
        Err(_) => Err(wrong(span, key)),
    }
}

/// What stands inside the invisible groups that a `macro_rules!` fragment leaves.
fn without_groups(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => without_groups(*group.expr),
        other => other,
    }
}

/// `(element, element, …)`, at least one.
fn list<T>(
    key: &Key,
    name: &Ident,
    input: ParseStream<'_>,
    element: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(syn::token::Paren) {
        return Err(wrong(name.span(), key));
    }
    let content;
    parenthesized!(content in input);
    elements(key, name, &content, element)
}

fn counts(key: &Key, name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Number>> {
    if !input.peek(syn::token::Bracket) {
        return Err(wrong(input.span(), key));
    }
    let content;
    bracketed!(content in input);
    elements(key, name, &content, |input| numeric(key, name, input))
}

fn elements<T>(
    key: &Key,
    name: &Ident,
    content: ParseStream<'_>,
    element: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let mut found = Vec::new();
    let mut mistakes: Option<syn::Error> = None;
    while !content.is_empty() {
        let read = element(content).and_then(|value| {
            let ended = content.is_empty() || content.peek(Token![,]);
            if ended {
                Ok(value)
            } else {
                Err(wrong(content.span(), key))
            }
        });
        match (read, &mut mistakes) {
            (Ok(value), _) => found.push(value),
            (Err(error), Some(mistakes)) => mistakes.combine(error),
            (Err(error), none) => *none = Some(error),
        }
        skip_to_comma(content);
    }
    match mistakes {
        Some(mistakes) => Err(mistakes),
        None if found.is_empty() => Err(wrong(name.span(), key)),
        None => Ok(found),
    }
}

/// Past the next comma, or to the end.
fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<TokenTree> = input.parse();
    }
    let _: syn::Result<Option<Token![,]>> = input.parse();
}
