//! A function that runs on one thread: a guard, then the body as it was.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::Lifetime;

use super::Source;
use crate::plan::{Ending, Probe};

pub(super) fn emit(
    source: &Source<'_>,
    probe: Probe,
    braces: bool,
    pins: &[Ident],
    result: Option<&TokenStream>,
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
    let mut statements = quote_spanned! {span=>
        let __perf_guard = #p::#enter(#site);
        #(#p::pin(&#pins);)*
    };
    let body = source.later_statements(braces);
    match result {
        Some(result) => {
            let result = labelled(source, result, body);
            statements.extend(quote_spanned! {span=>
                #result
                #p::pin(&__perf_result);
                return __perf_result;
            });
        }
        None => statements.extend(body),
    }
    source.with_statements(source.head(), statements)
}

/// A workflow that returns a `Result`: its guard is told how the run ends.
pub(super) fn emit_fallible(
    source: &Source<'_>,
    braces: bool,
    pins: &[Ident],
    ending: &Ending,
) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let site = source.site();
    let expected = Ident::new(
        if ending.returns {
            "expect_return"
        } else {
            "expect_error"
        },
        span,
    );
    let mut statements = quote_spanned! {span=>
        let __perf_guard = #p::enter_workflow(#site);
        #p::#expected(&__perf_guard);
        #(#p::pin(&#pins);)*
    };
    let body = source.later_statements(braces);
    match &ending.result {
        Some(result) => {
            let result = labelled(source, result, body);
            let failed = failed(source, quote_spanned!(span=> &__perf_result));
            statements.extend(quote_spanned! {span=>
                #result
                #p::finished(&__perf_guard, #failed);
                return __perf_result;
            });
        }
        None => statements.extend(body),
    }
    source.with_statements(source.head(), statements)
}

/// Whether what a reference points to is an `Err`; no, where the type only is called `Result`. The method is one of ours
/// on a type of ours: its own where the type is a `Result`, else that of the trait.
pub(super) fn failed(source: &Source<'_>, reference: TokenStream) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    quote_spanned! {span=> {
        use #p::Fallible as _;
        #p::Outcome(#reference).__perf_failed()
    }}
}

/// The body, its value kept in a local.
fn labelled(source: &Source<'_>, result: &TokenStream, body: TokenStream) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    // The label makes the end of the body reachable whatever the body does: no `unreachable_code` of ours. It stands at
    // the user's braces, for the edition of a labelled block is that of its label.
    let label = Lifetime::new("'__perf_body", source.function.body.braces);
    let block = source.function.body.in_braces(quote_spanned! {span=>
        if false {
            break #label #p::never::<#result>();
        }
        #body
    });
    quote_spanned!(span=> let __perf_result: #result = #label: #block;)
}
