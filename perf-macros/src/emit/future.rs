//! An async function: its body becomes a future that is timed at every poll.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::FnArg;

use super::Source;
use super::sync::{failed, labelled};
use crate::plan::{Probe, Rebound, Wrapped, visible_result};
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
    let (timed, failed) = match visible_result(&source.function.parsed.signature) {
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
        |Rebound {
             attributes,
             mutability,
             name,
         }| quote_spanned!(span=> #attributes let #mutability #name = #name;),
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
    source.with_statements(with_our_mut(source, rebound), statements)
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

/// The head, re-bound arguments with a `mut` of ours: the user's is needed inside, and lints look away from what is ours,
/// be it that a `mut` is unneeded or that an argument is hidden by another of its name.
fn with_our_mut(source: &Source<'_>, rebound: &[Rebound]) -> TokenStream {
    let head = source.head();
    if rebound.is_empty() {
        return head;
    }
    let mut inputs = TokenStream::new();
    for input in source.function.parsed.signature.inputs.pairs() {
        match input.value() {
            FnArg::Typed(argument) => {
                inputs.extend(argument.attrs.iter().map(ToTokens::to_token_stream));
                let pattern = argument.pat.to_token_stream();
                inputs.extend(bound_mutably(pattern, rebound, source.span()));
                argument.colon_token.to_tokens(&mut inputs);
                argument.ty.to_tokens(&mut inputs);
            }
            receiver @ FnArg::Receiver(_) => receiver.to_tokens(&mut inputs),
        }
        input.punct().to_tokens(&mut inputs);
    }
    let mut trees: Vec<TokenTree> = head.into_iter().collect();
    let at = parameters(&trees);
    if let Some(TokenTree::Group(list)) = at.and_then(|at| trees.get_mut(at)) {
        let mut kept = Group::new(Delimiter::Parenthesis, inputs);
        kept.set_span(list.span());
        *list = kept;
    }
    trees.into_iter().collect()
}

/// A pattern, `mut` in front of each of `rebound`.
fn bound_mutably(pattern: TokenStream, rebound: &[Rebound], span: Span) -> TokenStream {
    let trees: Vec<TokenTree> = pattern.into_iter().collect();
    let is_rebound = |at: usize| matches!(trees.get(at), Some(TokenTree::Ident(word)) if rebound.iter().any(|r| r.name == *word));
    // `Struct { name: pattern }`
    let names_field = |at: usize| matches!(trees.get(at + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut changed = TokenStream::new();
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(word) if word == "mut" && is_rebound(at + 1) => {}
            TokenTree::Ident(_) if is_rebound(at) && !names_field(at) => {
                changed.extend(quote_spanned!(span=> mut #tree));
            }
            TokenTree::Group(group) => {
                let inside = bound_mutably(group.stream(), rebound, span);
                let mut kept = Group::new(group.delimiter(), inside);
                kept.set_span(group.span());
                kept.to_tokens(&mut changed);
            }
            _ => tree.to_tokens(&mut changed),
        }
    }
    changed
}
