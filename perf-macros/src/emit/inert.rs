//! Without monitoring: the function as written, and items that only type-check the arguments.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::Source;
use crate::plan::plan;

pub(crate) fn emit(source: &Source<'_>) -> TokenStream {
    let (p, agreements) = (source.path(), source.agreements());
    let (limits, identity) = (source.limits(), source.identity());
    let check = quote_spanned!(source.span()=> #p::check(&[#limits], &#identity));
    let mut statements = if agreements.is_empty() {
        quote_spanned!(source.span()=> const _: () = #check;)
    } else {
        quote_spanned!(source.span()=> const _: () = { #agreements #check };)
    };
    statements.extend(
        source
            .against()
            .map(|against| quote_spanned!(source.span()=> const _: #p::Against = #against;)),
    );
    // Checked and never run; an argument that it names is used, as it is with monitoring.
    let size = source.size();
    let braces = size.is_some() && plan(source.attribute, source.arguments, source.function).braces;
    statements.extend(size.map(|size| {
        quote_spanned! {source.span()=>
            if false {
                let _: #p::f64 = #size;
            }
        }
    }));
    statements.extend(source.later_statements(braces));
    source.with_statements(source.head(), statements)
}
