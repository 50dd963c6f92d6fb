//! Without monitoring: the function as written, and items that only type-check the arguments.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::Source;

pub(crate) fn emit(source: &Source<'_>) -> TokenStream {
    let (p, agreements) = (source.path(), source.agreements());
    let (limits, identity) = (source.limits(), source.identity());
    let check = quote_spanned!(source.span()=> #p::check(&[#limits], &#identity));
    let mut statements = if agreements.is_empty() {
        quote_spanned!(source.span()=> const _: () = #check;)
    } else {
        quote_spanned!(source.span()=> const _: () = { #agreements #check };)
    };
    statements.extend(source.statements());
    source.with_statements(source.head(), statements)
}
