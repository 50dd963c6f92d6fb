//! Collects every mistake of one attribute, so that all are reported at once, each at its own token.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use crate::private::Private;

/// One sentence for the user, and the tokens that it is about.
struct Mistake {
    from: Span,
    to: Span,
    sentence: String,
}

/// The mistakes found so far.
///
/// Dropping it unread is a bug of ours (the user would compile a wrong budget), so that panics.
pub(crate) struct Mistakes {
    found: Vec<Mistake>,
    read: bool,
}

impl Mistakes {
    pub(crate) fn new() -> Self {
        Self {
            found: Vec::new(),
            read: false,
        }
    }

    /// Reports `sentence` at a single token.
    pub(crate) fn at(&mut self, span: Span, sentence: impl Into<String>) {
        self.found.push(Mistake {
            from: span,
            to: span,
            sentence: sentence.into(),
        });
    }

    /// Reports `sentence` at all of `tokens`; at `otherwise` when there are none.
    pub(crate) fn over(
        &mut self,
        tokens: &impl ToTokens,
        otherwise: Span,
        sentence: impl Into<String>,
    ) {
        let (from, to) = ends(tokens.to_token_stream()).unwrap_or((otherwise, otherwise));
        self.found.push(Mistake {
            from,
            to,
            sentence: sentence.into(),
        });
    }

    /// Whether a mistake was found already.
    pub(crate) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Takes over what syn found, which may be several errors.
    pub(crate) fn adopt(&mut self, error: &syn::Error) {
        for error in error.clone() {
            self.at(error.span(), error.to_string());
        }
    }

    /// Ends the collection: nothing when no mistake was made, otherwise one `compile_error!` each.
    pub(crate) fn finish(mut self, private: &Private) -> Result<(), TokenStream> {
        self.read = true;
        if self.found.is_empty() {
            return Ok(());
        }
        Err(self
            .found
            .drain(..)
            .map(|mistake| mistake.into_tokens(private))
            .collect())
    }

    /// The sentences so far, for the tests of single stages.
    #[cfg(test)]
    pub(crate) fn sentences(mut self) -> Vec<String> {
        self.read = true;
        self.found
            .drain(..)
            .map(|mistake| mistake.sentence)
            .collect()
    }
}

impl Drop for Mistakes {
    fn drop(&mut self) {
        if !self.read && !std::thread::panicking() {
            panic!("the mistakes of an attribute were collected and never reported");
        }
    }
}

impl Mistake {
    fn into_tokens(self, private: &Private) -> TokenStream {
        let sentence = self.sentence;
        // rustc underlines from the first token of a macro call to its last one.
        let path = private.path(self.from);
        let call = quote_spanned!(private.span(self.from)=> #path::compile_error!);
        let text = quote_spanned!(private.span(self.to)=> { #sentence });
        quote::quote!(#call #text)
    }
}

/// The first and the last token, in what a macro was given rather than in its `$fragment`.
fn ends(tokens: TokenStream) -> Option<(Span, Span)> {
    let mut trees = tokens.into_iter().peekable();
    let first = trees.next()?;
    if let (TokenTree::Group(fragment), None) = (&first, trees.peek())
        && fragment.delimiter() == Delimiter::None
    {
        return ends(fragment.stream()).or(Some((first.span(), first.span())));
    }
    let last = trees.last().map_or(first.span(), |tree| tree.span());
    Some((first.span(), last))
}

#[cfg(test)]
mod tests {
    use super::Mistakes;
    use proc_macro2::Span;

    #[test]
    #[should_panic(expected = "never reported")]
    fn unread_mistakes_panic() {
        let mut mistakes = Mistakes::new();
        mistakes.at(Span::call_site(), "lost");
    }
}
