//! Signatures with types that syn does not read, as `Box<Error + Send>` in edition 2015: they are carried as tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{FnArg, ReturnType, Type};

use super::signature::Head;

/// Parses a head, its unreadable types left out and put back as they were; what follows the return type is left out.
pub(super) fn parse(
    head: TokenStream,
    syntax: fn(ParseStream<'_>) -> syn::Result<Head>,
) -> syn::Result<Head> {
    let mut trees: Vec<TokenTree> = head.into_iter().collect();
    let mut unread = Vec::new();
    if let Some(at) = parameters(&trees) {
        let result = trees.split_off(at + 1);
        if let Some(TokenTree::Group(list)) = trees.pop() {
            let mut kept = Group::new(list.delimiter(), in_parameters(list.stream(), &mut unread));
            kept.set_span(list.span());
            trees.push(kept.into());
        }
        trees.extend(in_result(&result, &mut unread)?);
    }
    let mut parsed = syntax.parse2(trees.into_iter().collect())?;
    let mut unread = unread.into_iter();
    let mut put_back = |place: &mut Type| {
        if is_placeholder(place) {
            *place = Type::Verbatim(unread.next().unwrap_or_default());
        }
    };
    for input in &mut parsed.signature.inputs {
        if let FnArg::Typed(argument) = input {
            put_back(&mut argument.ty);
        }
    }
    if let ReturnType::Type(_, result) = &mut parsed.signature.output {
        put_back(result);
    }
    Ok(parsed)
}

/// Where the parameter list stands: the first parentheses outside of angle brackets after `fn`.
pub(crate) fn parameters(head: &[TokenTree]) -> Option<usize> {
    let keyword = head
        .iter()
        .position(|tree| matches!(tree, TokenTree::Ident(word) if word == "fn"))?;
    let mut angles = Angles::default();
    (keyword..head.len()).find(|&at| {
        let outside = angles.outside(&head[at]);
        outside && matches!(&head[at], TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
    })
}

/// Counts angle brackets.
#[derive(Default)]
struct Angles {
    depth: usize,
    behind_minus: bool,
}

impl Angles {
    /// Whether `tree`, which follows those asked about before, is in no angle brackets.
    fn outside(&mut self, tree: &TokenTree) -> bool {
        let sign = match tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => self.depth += 1,
            '>' if !self.behind_minus => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.behind_minus = sign == '-';
        self.depth == 0
    }
}

fn in_parameters(list: TokenStream, unread: &mut Vec<TokenStream>) -> TokenStream {
    let mut angles = Angles::default();
    let mut kept = Vec::new();
    let mut written: Option<Vec<TokenTree>> = None;
    let mut begin = 0;
    let mut trees = list.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let outside = angles.outside(&tree);
        let is =
            |wanted: char| matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == wanted);
        if outside && is(',') {
            end_parameter(&mut kept, begin, written.take(), unread);
            kept.push(tree);
            begin = kept.len();
        } else if let Some(written) = &mut written {
            written.push(tree);
        } else {
            let begins = outside && is(':') && !is_path(kept.last(), trees.peek());
            kept.push(tree);
            written = begins.then(Vec::new);
        }
    }
    end_parameter(&mut kept, begin, written, unread);
    kept.into_iter().collect()
}

/// Ends a parameter that began at `begin`: what is only a type, as traits of edition 2015 may have it, gets a pattern.
fn end_parameter(
    kept: &mut Vec<TokenTree>,
    begin: usize,
    written: Option<Vec<TokenTree>>,
    unread: &mut Vec<TokenStream>,
) {
    let is_self = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "self");
    let written = match written {
        Some(written) => written,
        None if begin == kept.len() || kept[begin..].iter().any(is_self) => return,
        None => {
            let written = kept.split_off(begin);
            kept.extend(quote::quote!(_:));
            written
        }
    };
    kept.extend(readable(written, unread));
}

/// Whether a colon between these is half of a `::`.
fn is_path(previous: Option<&TokenTree>, next: Option<&TokenTree>) -> bool {
    [previous, next]
        .iter()
        .any(|tree| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ':'))
}

/// `-> Type`, without the bounds that may follow: what is neither belongs to no head.
fn in_result(trees: &[TokenTree], unread: &mut Vec<TokenStream>) -> syn::Result<Vec<TokenTree>> {
    let is_where = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "where");
    match trees {
        [TokenTree::Punct(minus), arrow, written @ ..] if minus.as_char() == '-' => {
            let end = written.iter().position(is_where).unwrap_or(written.len());
            let mut kept = vec![minus.clone().into(), arrow.clone()];
            kept.extend(readable(written[..end].to_vec(), unread));
            Ok(kept)
        }
        [stray, ..] if !is_where(stray) => {
            Err(syn::Error::new(stray.span(), "expected `->` or `where`"))
        }
        _ => Ok(Vec::new()),
    }
}

/// A type as it is, or what stands for it.
fn readable(written: Vec<TokenTree>, unread: &mut Vec<TokenStream>) -> Vec<TokenTree> {
    let tokens: TokenStream = written.iter().cloned().collect();
    if syn::parse2::<Type>(tokens.clone()).is_ok() {
        return written;
    }
    unread.push(tokens);
    vec![TokenTree::Ident(Ident::new(PLACEHOLDER, Span::call_site()))]
}

const PLACEHOLDER: &str = "__perf_unread";

fn is_placeholder(written: &Type) -> bool {
    written.to_token_stream().to_string() == PLACEHOLDER
}
