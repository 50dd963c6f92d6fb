//! What a timed future needs to know of an async function's signature.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{FnArg, Generics, Pat, ReturnType, Token, Type};

use super::is_scalar;

/// An argument that is bound again inside of the block, and whose `mut` moves there from the signature.
#[derive(Debug)]
pub(crate) struct Rebound {
    /// Its conditions and lint levels, which have to hold for the new binding, too.
    pub(crate) attributes: TokenStream,
    /// The user's own `mut`, for what the compiler says of it.
    pub(crate) mutability: Option<Ident>,
    pub(crate) name: Ident,
}

/// The reference arguments that the body may point at its own locals, which outlive no argument; and the scalars that it
/// changes, for of a change outside of the block the compiler does not say that nobody reads it.
pub(super) fn rebound(inputs: &Punctuated<FnArg, Token![,]>, body: &[TokenTree]) -> Vec<Rebound> {
    let rebind = |input: &FnArg| {
        let FnArg::Typed(argument) = input else {
            return None;
        };
        let Pat::Ident(pattern) = &*argument.pat else {
            return None;
        };
        let simple =
            matches!(without_groups(&argument.ty), Type::Reference(_)) || is_scalar(&argument.ty);
        let plain = pattern.by_ref.is_none() && pattern.subpat.is_none();
        pattern
            .mutability
            .as_ref()
            .filter(|_| simple && plain && may_change(&pattern.ident, body))?;
        let attributes = argument
            .attrs
            .iter()
            .map(ToTokens::to_token_stream)
            .collect();
        Some(Rebound {
            attributes,
            mutability: pattern
                .mutability
                .as_ref()
                .map(|word| Ident::new("mut", word.span)),
            name: pattern.ident.clone(),
        })
    };
    inputs.iter().filter_map(rebind).collect()
}

/// Whether the body assigns the name or lends it mutably, going by tokens.
fn may_change(name: &Ident, body: &[TokenTree]) -> bool {
    let is = |tree: Option<&TokenTree>, wanted: char| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    (0..body.len()).any(|at| match &body[at] {
        TokenTree::Group(group) => {
            may_change(name, &group.stream().into_iter().collect::<Vec<_>>())
        }
        TokenTree::Ident(word) if word == name => {
            let assigned = (1..4).any(|next| {
                let operator = &body[at + 1..(at + next).min(body.len())];
                operator.iter().all(is_operator)
                    && is(body.get(at + next), '=')
                    && !is(body.get(at + next + 1), '=')
            });
            let lent =
                at > 0 && matches!(&body[at - 1], TokenTree::Ident(before) if before == "mut");
            assigned || lent
        }
        _ => false,
    })
}

/// A sign that can stand before the `=` of an assignment.
fn is_operator(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if "+-*/%^&|<>".contains(punct.as_char()))
}

/// Whether a type shows that it holds a borrow.
pub(super) fn shows_borrow(written: &Type) -> bool {
    mentions_borrow(written.to_token_stream())
}

fn mentions_borrow(tokens: TokenStream) -> bool {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let borrows = match tree {
            TokenTree::Punct(punct) if punct.as_char() == '&' => true,
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                !matches!(trees.peek(), Some(TokenTree::Ident(word)) if word == "static")
            }
            TokenTree::Group(group) => mentions_borrow(group.stream()),
            _ => false,
        };
        if borrows {
            return true;
        }
    }
    false
}

pub(super) fn without_groups(written: &Type) -> &Type {
    match written {
        Type::Group(group) => without_groups(&group.elem),
        Type::Paren(paren) => without_groups(&paren.elem),
        other => other,
    }
}

/// Whether the function returns `!`.
pub(super) fn diverges(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Type(_, output) if matches!(without_groups(output), Type::Never(_)))
}

/// The type that the body is expected to have, so that its tail is inferred and coerced as before.
pub(super) fn expected_output(output: &ReturnType, generics: &Generics) -> Option<TokenStream> {
    match output {
        ReturnType::Default => Some(quote!(())),
        ReturnType::Type(..) if diverges(output) => None,
        ReturnType::Type(_, output) if matches!(without_groups(output), Type::ImplTrait(_)) => None,
        ReturnType::Type(_, output) => Some(elide(erase(output.to_token_stream()), generics)),
    }
}

/// Writes `_` for each `impl Trait`, which cannot be named outside of signatures.
fn erase(tokens: TokenStream) -> TokenStream {
    let mut erased = Vec::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(word) if word == "impl" => {
                erased.extend(quote::quote_spanned!(word.span()=> _));
                let mut depth = 0_usize;
                let mut arrow = false;
                while let Some(next) = trees.peek() {
                    if let TokenTree::Punct(punct) = next {
                        match punct.as_char() {
                            ',' | ';' if depth == 0 => break,
                            '>' if arrow => {}
                            '>' if depth == 0 => break,
                            '>' => depth -= 1,
                            '<' => depth += 1,
                            _ => {}
                        }
                        arrow = punct.as_char() == '-' && punct.spacing() == Spacing::Joint;
                    }
                    trees.next();
                }
            }
            TokenTree::Group(group) => {
                let inside = erase(group.stream());
                // `&(impl A + B)` needs its parentheses, `&(_)` has too many.
                if group.delimiter() == Delimiter::Parenthesis && is_placeholder(&inside) {
                    erased.extend(inside);
                    continue;
                }
                let mut inside = Group::new(group.delimiter(), inside);
                inside.set_span(group.span());
                erased.push(TokenTree::Group(inside));
            }
            other => erased.push(other),
        }
    }
    erased.into_iter().collect()
}

/// Writes `'_` for each lifetime of the function's own: all are inferred here, and named ones would look needed. Not
/// where a function type would give `'_` a meaning of its own.
pub(super) fn elide(tokens: TokenStream, generics: &Generics) -> TokenStream {
    if names_function_type(&tokens) {
        return tokens;
    }
    let is_own = |word: &Ident| generics.lifetimes().any(|own| own.lifetime.ident == *word);
    let mut behind_quote = false;
    let elided = tokens.into_iter().map(|tree| {
        let is_lifetime = std::mem::take(&mut behind_quote);
        match tree {
            TokenTree::Ident(word) if is_lifetime && is_own(&word) => {
                TokenTree::Ident(Ident::new("_", word.span()))
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), elide(group.stream(), generics));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            TokenTree::Punct(quote) => {
                behind_quote = quote.as_char() == '\'';
                TokenTree::Punct(quote)
            }
            other => other,
        }
    });
    elided.collect()
}

/// Whether `Fn(A) -> B`, `fn(A)` or the like stands anywhere in a type.
fn names_function_type(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => ["fn", "Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut"]
            .iter()
            .any(|function| word == function),
        TokenTree::Group(group) => names_function_type(&group.stream()),
        _ => false,
    })
}

fn is_placeholder(tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter();
    matches!((trees.next(), trees.next()), (Some(TokenTree::Ident(word)), None) if word == "_")
}

#[cfg(test)]
mod tests {
    use super::{elide, erase};

    fn erased(text: &str) -> String {
        erase(text.parse().unwrap()).to_string().replace(' ', "")
    }

    #[test]
    fn lifetimes_of_the_function_are_elided() {
        let function: syn::ItemFn = syn::parse_str("fn f<'a, 'b: 'a, T>() {}").unwrap();
        let elided = |text: &str| {
            let elided = elide(text.parse().unwrap(), &function.sig.generics);
            elided.to_string().replace(' ', "")
        };
        assert_eq!(
            elided("S<'a, (&'b T, &'static U<'c>), dyn for<'d> A<'d>>"),
            "S<'_,(&'_T,&'staticU<'c>),dynfor<'d>A<'d>>"
        );
        assert_eq!(
            elided("Box<dyn Fn() -> &'a u8 + 'b>"),
            "Box<dynFn()->&'au8+'b>"
        );
    }

    #[test]
    fn impl_trait_is_erased_wherever_it_stands() {
        assert_eq!(
            erased("Result<impl Fn(u8) -> Vec<u8> + Send, E>"),
            "Result<_,E>"
        );
        assert_eq!(erased("(impl A, Box<dyn B>)"), "(_,Box<dynB>)");
        assert_eq!(erased("Vec<impl Iterator<Item = Option<u8>>>"), "Vec<_>");
        assert_eq!(erased("[impl A; 3]"), "[_;3]");
        assert_eq!(erased("&'a (impl A + B)"), "&'a_");
        assert_eq!(erased("(impl A,)"), "(_,)");
    }
}
