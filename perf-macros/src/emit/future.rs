//! An async function: its body becomes a future that is timed at every poll.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use super::Source;
use super::sync::{failed, labelled};
use crate::plan::{Probe, Rebound, Wrapped, is_by_value, visible_result};
use crate::syntax::unread_types::parameters;

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
    let mut body = source.later_statements(braces);
    if !rebound.is_empty() && !diverges {
        // Temporaries of the tail go before the arguments, as they do where arguments are outside.
        let block = labelled(source, body);
        body = quote_spanned!(span=> return #block;);
    }
    let block = source
        .function
        .body
        .in_braces(quote_spanned!(span=> #hint #take #(#rebind)* #body));
    // Not `async move` without need: arguments stay where they are, and are dropped when they were.
    let keyword = moves.then(|| quote_spanned!(span=> move));
    let mut future = quote_spanned!(span=> async #keyword #block);
    if *diverges {
        // No hint can name `!`, and before edition 2024 the compiler falls back to `()`.
        future = quote_spanned!(span=> #p::without_end(#future));
    }
    let future = quote_spanned!(span=> #p::#timed(#site, #future #failed).await);
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
    let at = parameters(&trees);
    if let Some(TokenTree::Group(list)) = at.and_then(|at| trees.get_mut(at)) {
        let mut kept = Group::new(
            Delimiter::Parenthesis,
            names_without_mut(list.stream(), rebound),
        );
        kept.set_span(list.span());
        *list = kept;
    }
    trees.into_iter().collect()
}

fn names_without_mut(list: TokenStream, rebound: &[Rebound]) -> TokenStream {
    let trees: Vec<TokenTree> = list.into_iter().collect();
    let binds_again = |at: usize| {
        let is_mut = matches!(&trees[at], TokenTree::Ident(word) if word == "mut");
        let named = matches!(trees.get(at + 1), Some(TokenTree::Ident(word)) if rebound.iter().any(|r| r.name == *word));
        is_mut && named && is_by_value(at.checked_sub(1).map(|before| &trees[before]))
    };
    let kept = (0..trees.len()).filter(|&at| !binds_again(at));
    kept.map(|at| match &trees[at] {
        // A pattern, or part of a type, where nothing is bound.
        TokenTree::Group(group) => {
            let mut kept = Group::new(
                group.delimiter(),
                names_without_mut(group.stream(), rebound),
            );
            kept.set_span(group.span());
            kept.into_token_stream()
        }
        other => other.to_token_stream(),
    })
    .collect()
}
