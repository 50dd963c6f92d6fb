//! After a mistake: the item goes out as it came, so that nothing else in the user's crate fails with it.

use proc_macro2::TokenStream;

/// The unchanged item, and the errors beside it.
pub(crate) fn recover(item: TokenStream, errors: TokenStream) -> TokenStream {
    let mut tokens = item;
    tokens.extend(errors);
    tokens
}
