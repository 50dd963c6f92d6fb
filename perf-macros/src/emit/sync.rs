//! A function that runs on one thread: a guard, then the body as it was.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::Lifetime;

use super::Source;
use crate::plan::Probe;

pub(super) fn emit(
    source: &Source<'_>,
    probe: Probe,
    braces: bool,
    pins: &[Ident],
    scalar_result: bool,
) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let site = source.site();
    let enter = Ident::new(
        match probe {
            Probe::Time => "enter_time",
            Probe::Memory => "enter_memory",
            Probe::Workflow => "enter_workflow",
        },
        span,
    );
    // Lent, and so kept to the end of the user's block. A name would not do: in a pattern it is a constant where the
    // user's module has one of that name, whatever its span.
    let mut statements = quote_spanned! {span=>
        let _ = &#p::#enter(#site);
        #(#p::pin(&#pins);)*
    };
    let body = source.later_statements(braces);
    if scalar_result {
        // The label makes the end of the body reachable whatever the body does: no `unreachable_code` of ours. It
        // stands at the user's braces, for the edition of a labelled block is that of its label.
        let label = Lifetime::new("'__perf_body", source.function.body.braces);
        let block = source.function.body.in_braces(quote_spanned! {span=>
            if false {
                break #label #p::never();
            }
            #body
        });
        // Without a type: the user's would be linted once more.
        statements.extend(quote_spanned!(span=> return #p::pinned(#label: #block);));
    } else {
        statements.extend(body);
    }
    source.with_statements(source.head(), statements)
}
