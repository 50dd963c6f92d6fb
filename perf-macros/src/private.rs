//! The way from an expansion to the runtime: one absolute path, in spans that no name of the user can reach.

mod manifest;
mod toml;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};

/// The hidden module of the runtime; its name carries the version, so that a mismatch is a clear error.
const MODULE: &str = concat!(
    "__private_",
    env!("CARGO_PKG_VERSION_MAJOR"),
    "_",
    env!("CARGO_PKG_VERSION_MINOR")
);

/// Where the runtime is found, as seen from the user's crate.
pub(crate) struct Private {
    root: Root,
}

enum Root {
    /// A crate of this name in the extern prelude.
    Extern(String),
    /// What the user gave as `crate = path`.
    Path(TokenStream),
}

impl Private {
    /// `given` is the value of `crate = path`; without it the manifest of the user's crate tells the name.
    pub(crate) fn new(given: Option<TokenStream>) -> Self {
        let root = given.map_or_else(|| Root::Extern(manifest::runtime_name()), Root::Path);
        Self { root }
    }

    /// The path of the hidden module, shown to the user at `at` should it fail to resolve.
    pub(crate) fn path(&self, at: Span) -> TokenStream {
        let span = self.span(at);
        let module = Ident::new(MODULE, span);
        match &self.root {
            Root::Extern(name) => {
                let name = format_ident!("{name}", span = span);
                quote_spanned!(span=> ::#name::#module)
            }
            Root::Path(path) => quote_spanned!(span=> #path::#module),
        }
    }

    /// A span for our own tokens: names resolve as ours, errors point at `at`.
    pub(crate) fn span(&self, at: Span) -> Span {
        Span::mixed_site().located_at(at)
    }
}

/// The place of a token in the user's file, both counted from 1; zeros outside the compiler.
pub(crate) fn line_and_column(span: Span) -> (usize, usize) {
    if proc_macro::is_available() {
        let span = span.unwrap();
        (span.line(), span.column())
    } else {
        (0, 0)
    }
}
