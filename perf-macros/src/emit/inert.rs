//! Without monitoring: the function as written, and items that only type-check the arguments.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::Source;

pub(crate) fn emit(source: &Source<'_>) -> TokenStream {
    let (p, limits, identity) = (source.path(), source.limits(), source.identity());
    let mut statements = quote_spanned! {source.span()=>
        const _: () = #p::check(&[#limits], &#identity);
    };
    statements.extend(
        source
            .against()
            .map(|against| quote_spanned!(source.span()=> const _: #p::Against = #against;)),
    );
    statements.extend(source.statements());
    source.with_statements(source.head(), statements)
}
