//! What the patterns of arguments bind, going by tokens where the lints look at tokens.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{FnArg, Pat, Token};

/// The names that an argument binds under no condition, the last one first; none where one is bound by reference.
pub(super) fn names(input: &FnArg) -> Option<Vec<Ident>> {
    match input {
        FnArg::Receiver(receiver) => receiver
            .attrs
            .is_empty()
            .then(|| vec![Ident::new("self", receiver.self_token.span)]),
        FnArg::Typed(argument) => {
            let mut bound = Vec::new();
            let plain = argument.attrs.is_empty() && bind(&argument.pat, &mut bound);
            bound.reverse();
            (plain && !bound.is_empty()).then_some(bound)
        }
    }
}

/// Gathers what a pattern binds by value; whether that is all that it does.
fn bind(pattern: &Pat, bound: &mut Vec<Ident>) -> bool {
    match pattern {
        // `Unit` looks like a binding, but binds nothing; by convention it does not look like a variable.
        Pat::Ident(pattern) if is_capitalised(&pattern.ident) => false,
        Pat::Ident(pattern) => {
            bound.push(pattern.ident.clone());
            pattern.by_ref.is_none() && pattern.subpat.is_none()
        }
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Paren(pattern) => bind(&pattern.pat, bound),
        Pat::Tuple(pattern) => pattern.elems.iter().all(|part| bind(part, bound)),
        Pat::TupleStruct(pattern) => pattern.elems.iter().all(|part| bind(part, bound)),
        Pat::Struct(pattern) => pattern.fields.iter().all(|field| bind(&field.pat, bound)),
        Pat::Slice(pattern) => pattern.elems.iter().all(|part| bind(part, bound)),
        Pat::Type(pattern) => bind(&pattern.pat, bound),
        _ => false,
    }
}

fn is_capitalised(name: &Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}

/// The `mut` that `name` is bound with, if any.
pub(super) fn mutability(inputs: &Punctuated<FnArg, Token![,]>, name: &Ident) -> Option<Ident> {
    inputs
        .iter()
        .find_map(|input| match input {
            FnArg::Receiver(receiver) if name == "self" => {
                let trees = receiver.to_token_stream().into_iter();
                changeable(trees.take(2).collect()).pop()
            }
            FnArg::Receiver(_) => None,
            FnArg::Typed(argument) => {
                let mut found = changeable(argument.pat.to_token_stream()).into_iter();
                found.find(|(_, bound)| bound == name)
            }
        })
        .map(|(mutability, _)| mutability)
}

/// What is bound behind `mut`, and that word.
pub(super) fn changeable(pattern: TokenStream) -> Vec<(Ident, Ident)> {
    let mut found = Vec::new();
    let mut trees = pattern.into_iter().peekable();
    let mut previous = None;
    while let Some(tree) = trees.next() {
        match &tree {
            TokenTree::Group(group) => found.extend(changeable(group.stream())),
            TokenTree::Ident(word) if word == "mut" && is_by_value(previous.as_ref()) => {
                if let Some(TokenTree::Ident(name)) = trees.peek() {
                    found.push((word.clone(), name.clone()));
                }
            }
            _ => {}
        }
        previous = Some(tree);
    }
    found
}

/// Whether a `mut` behind this is that of a binding by value.
fn is_by_value(previous: Option<&TokenTree>) -> bool {
    match previous {
        None | Some(TokenTree::Group(_)) => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ',' | ':' | '|'),
        Some(_) => false,
    }
}

/// All names in the pattern of an argument.
pub(super) fn bound(input: &FnArg) -> Vec<Ident> {
    match input {
        FnArg::Receiver(receiver) => vec![Ident::new("self", receiver.self_token.span)],
        FnArg::Typed(argument) => {
            let mut found = Vec::new();
            words(argument.pat.to_token_stream(), &mut found);
            found
        }
    }
}

fn words(tokens: TokenStream, found: &mut Vec<Ident>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(word) => found.push(word),
            TokenTree::Group(group) => words(group.stream(), found),
            _ => {}
        }
    }
}
