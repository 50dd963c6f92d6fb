//! A workload: the function as written, and its registration beside it.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use super::Source;
use super::site::first_span;
use crate::private::line_and_column;
use crate::syntax::quantity::Number;

pub(crate) fn emit(source: &Source<'_>) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let parsed = &source.function.parsed;
    let (name, function) = (parsed.name(), &parsed.signature.ident);
    let line = Literal::usize_unsuffixed(line_and_column(parsed.name_span()).0);
    let sizes = source.counts(&source.arguments.sizes);
    let threads = source.counts(&source.arguments.threads);
    let covers = source.arguments.covers.iter().map(written);
    let mut tokens = source.unchanged();
    tokens.extend(quote_spanned! {span=>
        #p::workload! {
            name: #name,
            line: #line,
            function: #function,
            sizes: [#(#sizes),*],
            threads: [#(#threads),*],
            covers: [#(#covers),*]
        }
    });
    tokens
}

/// Without monitoring nothing runs it, but it is no dead code and its arguments are checked.
pub(crate) fn inert(source: &Source<'_>) -> TokenStream {
    let (span, p) = (source.span(), source.path());
    let function = &source.function.parsed.signature.ident;
    let counts = source
        .counts(&source.arguments.sizes)
        .chain(source.counts(&source.arguments.threads));
    let mut tokens = source.unchanged();
    tokens.extend(quote_spanned! {span=>
        const _: fn(&mut #p::Workload) = #function;
        const _: &[#p::usize] = &[#(#counts),*];
    });
    tokens
}

impl Source<'_> {
    /// The function as it came.
    pub(crate) fn unchanged(&self) -> TokenStream {
        self.with_statements(self.head(), self.statements())
    }

    fn counts<'a>(&'a self, counts: &'a [Number]) -> impl Iterator<Item = TokenStream> + 'a {
        counts.iter().map(|count| {
            let tokens = &count.tokens;
            let at = first_span(tokens);
            let (span, p) = (self.private.span(at), self.private.path(at));
            quote_spanned!(span=> (#tokens) as #p::usize)
        })
    }
}

/// `module::function`, without the blanks that tokens are printed with.
fn written(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
