//! A function that runs on one thread: a guard, then the body as it was.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::Lifetime;

use super::Source;
use crate::plan::{Ending, Held, Probe};

pub(super) fn emit(
    source: &Source<'_>,
    probe: Probe,
    braces: bool,
    pins: &[Ident],
    result: Held,
) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let (sized, site) = source.sized_site();
    let enter = Ident::new(
        match probe {
            Probe::Time => "enter_time",
            Probe::Memory => "enter_memory",
            Probe::Workflow => "enter_workflow",
        },
        span,
    );
    let entered = entered(source, site, pins);
    let guard = quote_spanned!(span=> #p::#enter(#entered));
    let body = source.later_statements(braces);
    // Lent, and so kept to the end of the user's block. A name would not do: in a pattern it is a constant where the user's
    // module has one of that name, whatever its span.
    let lent = quote_spanned!(span=> #sized let _ = &#guard;);
    let statements = match result {
        Held::Not => quote_spanned!(span=> #lent #body),
        // Without a type: the user's would be linted once more.
        Held::IfSmall => {
            let block = labelled(source, body);
            quote_spanned!(span=> #lent return #p::held(#block);)
        }
        Held::Scalar => {
            let block = labelled(source, body);
            quote_spanned!(span=> #sized return #p::measured(#guard, #block);)
        }
    };
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
    let (sized, site) = source.sized_site();
    let expected = Ident::new(
        if ending.returns {
            "expect_return"
        } else {
            "expect_error"
        },
        span,
    );
    let entered = entered(source, site, pins);
    let guard = quote_spanned!(span=> &#p::#expected(#p::enter_workflow(#entered)));
    let mut statements = sized;
    let body = source.later_statements(braces);
    match &ending.result {
        Some(result) => {
            let (failed, block) = (failed(source, result), labelled(source, body));
            statements.extend(quote_spanned!(span=> return #p::finished(#guard, #failed, #block);));
        }
        None => statements.extend(quote_spanned!(span=> let _ = #guard; #body)),
    }
    source.with_statements(source.head(), statements)
}

/// The site that is entered, with each of the arguments to pin.
fn entered(source: &Source<'_>, site: TokenStream, pins: &[Ident]) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    pins.iter().fold(
        site,
        |site, argument| quote_spanned!(span=> (#site, #p::addr_of!(#argument))),
    )
}

/// The function that says whether a value of this type is an `Err`; for a type that only is called `Result`, one that
/// says no. The method is one of ours on a type of ours: its own where the type is a `Result`, else that of the trait.
pub(super) fn failed(source: &Source<'_>, result: &TokenStream) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    quote_spanned! {span=> {
        use #p::Fallible as _;
        #p::Returned::<#result>::TYPE.__perf_failed()
    }}
}

/// The body as an expression.
pub(super) fn labelled(source: &Source<'_>, body: TokenStream) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    // The label makes the end of the body reachable whatever the body does: no `unreachable_code` of ours. It stands at
    // the user's braces, for the edition of a labelled block is that of its label. The way to it is an arm that can
    // match nothing, not an `if`: past that one a function that only calls itself would seem to return.
    let label = Lifetime::new("'__perf_body", source.function.body.braces);
    let block = source.function.body.in_braces(quote_spanned! {span=>
        match () {
            () => {}
            _ => break #label #p::never(),
        }
        #body
    });
    quote_spanned!(span=> #label: #block)
}
