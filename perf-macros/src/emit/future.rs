//! An async function: its body becomes a future that is timed at every poll.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use super::Source;
use super::sync::failed;
use crate::plan::{Probe, Rebound, Wrapped, visible_result};

pub(super) fn emit(
    source: &Source<'_>,
    probe: Probe,
    braces: bool,
    wrapped: &Wrapped,
) -> TokenStream {
    let Wrapped {
        output,
        diverges,
        rebound,
        taken,
        moves,
    } = wrapped;
    let (span, p) = (source.span(), source.path());
    let (sized, site) = source.sized_site();
    let (timed, failed) = match visible_result(&source.function.parsed.signature.output) {
        Some(result) if probe == Probe::Workflow => {
            let failed = failed(source, &result);
            (
                Ident::new("timed_fallible", span),
                Some(quote_spanned!(span=> , #failed)),
            )
        }
        _ => (timed(probe, span), None),
    };
    let hint = output
        .as_ref()
        .map(|output| quote_spanned!(span=> if false { return #p::never::<#output>(); }));
    let rebind = rebound.iter().map(
        |Rebound { attributes, name }| quote_spanned!(span=> #attributes let mut #name = #name;),
    );
    // Never runs, and moves nothing as it does not come back: it only makes the block take these over.
    let take = (!taken.is_empty())
        .then(|| quote_spanned!(span=> if false { #p::never_from((#(#taken,)*)); }));
    let body = source.later_statements(braces);
    let block = source
        .function
        .body
        .in_braces(quote_spanned!(span=> #hint #take #(#rebind)* #body));
    // Not `async move` without need: arguments stay where they are, and are dropped when they were.
    let keyword = moves.then(|| quote_spanned!(span=> move));
    let future = quote_spanned!(span=> #p::#timed(#site, async #keyword #block #failed).await);
    // To return what never comes would be unreachable; as a tail it would lack its `return`.
    let end = if *diverges {
        quote_spanned!(span=> match #future {})
    } else {
        quote_spanned!(span=> return #future;)
    };
    let statements = quote_spanned! {span=>
        #sized
        #end
    };
    source.with_statements(without_mut(source.head(), rebound), statements)
}

/// The function of the runtime that wraps a future.
pub(super) fn timed(probe: Probe, span: Span) -> Ident {
    let name = match probe {
        Probe::Time => "timed_time",
        Probe::Memory => "timed_memory",
        Probe::Workflow => "timed_workflow",
    };
    Ident::new(name, span)
}

/// The head, the `mut` of re-bound arguments taken off: it would be unused there.
fn without_mut(head: TokenStream, rebound: &[Rebound]) -> TokenStream {
    if rebound.is_empty() {
        return head;
    }
    let mut trees: Vec<TokenTree> = head.into_iter().collect();
    if let Some(TokenTree::Group(list)) = parameters(&mut trees) {
        let mut kept = Group::new(
            Delimiter::Parenthesis,
            names_without_mut(list.stream(), rebound),
        );
        kept.set_span(list.span());
        *list = kept;
    }
    trees.into_iter().collect()
}

/// The parenthesised parameter list: the first one outside of angle brackets after `fn`.
fn parameters(head: &mut [TokenTree]) -> Option<&mut TokenTree> {
    let keyword = head
        .iter()
        .position(|tree| matches!(tree, TokenTree::Ident(word) if word == "fn"))?;
    let mut depth = 0_usize;
    let mut previous = ' ';
    head[keyword..].iter_mut().find(|tree| match tree {
        TokenTree::Punct(punct) => {
            let char = punct.as_char();
            match char {
                '<' => depth += 1,
                '>' if previous != '-' => depth = depth.saturating_sub(1),
                _ => {}
            }
            previous = char;
            false
        }
        TokenTree::Group(group) => depth == 0 && group.delimiter() == Delimiter::Parenthesis,
        _ => {
            previous = ' ';
            false
        }
    })
}

fn names_without_mut(list: TokenStream, rebound: &[Rebound]) -> TokenStream {
    let trees: Vec<TokenTree> = list.into_iter().collect();
    let starts_rebound = |at: usize| {
        let is_mut = matches!(&trees[at], TokenTree::Ident(word) if word == "mut");
        let named = matches!(trees.get(at + 1), Some(TokenTree::Ident(word)) if rebound.iter().any(|r| r.name == *word));
        let typed =
            matches!(trees.get(at + 2), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
        is_mut && named && typed
    };
    let kept = (0..trees.len()).filter(|&at| !starts_rebound(at));
    kept.map(|at| trees[at].to_token_stream()).collect()
}
