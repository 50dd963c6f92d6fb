//! A function that returns a future it spells out: the future is timed, the call itself only makes it.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote_spanned};

use super::Source;
use super::future::timed;
use crate::plan::Probe;
use crate::syntax::tail::Tail;

pub(super) fn emit(
    source: &Source<'_>,
    probe: Probe,
    braces: bool,
    tail: &Tail<'_>,
) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let timed = timed(probe, span);
    let (sized, site) = source.sized_site();
    let block: TokenStream = tail.block.iter().cloned().collect();
    let future = quote_spanned!(span=> #p::#timed(#site, #block));
    let mut statements: TokenStream = tail.before.iter().cloned().collect();
    // As a tail, what is ours would lack its `return` for those who ask for one.
    statements.extend(quote_spanned!(span=> return));
    match tail.boxed {
        None => statements.extend(future),
        Some((path, parentheses)) => {
            statements.extend(path.iter().cloned());
            let mut group = Group::new(Delimiter::Parenthesis, future);
            group.set_span(parentheses.span());
            group.to_tokens(&mut statements);
        }
    }
    statements.extend(quote_spanned!(span=> ;));
    if source.arguments.size.is_some() && braces {
        statements = source
            .function
            .body
            .in_braces(statements)
            .into_token_stream();
    }
    source.with_statements(source.head(), quote_spanned!(span=> #sized #statements))
}
