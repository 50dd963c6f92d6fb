//! An `impl` block or a module: the same items in the same place, its functions expanded.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::syntax::container::{Container, Member, without_skip};
use crate::syntax::item::Function;

pub(crate) fn emit(
    container: &Container,
    expand: &dyn Fn(&Function) -> TokenStream,
) -> TokenStream {
    let mut content: TokenStream = container.body.inner_attributes.iter().cloned().collect();
    for member in &container.members {
        content.extend(match member {
            Member::Function(function) => expand(function),
            Member::Container(inner) => emit(inner, expand),
            Member::Other(tokens) => without_skip(tokens),
        });
    }
    let mut whole: TokenStream = container.head.iter().cloned().collect();
    container.body.in_braces(content).to_tokens(&mut whole);
    whole
}
