//! Parses the head of a function with syn, on a copy: what is emitted are the user's own tokens.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Meta, Signature, Token, Visibility};

use super::unread_types;

/// What stands before a function's body.
pub(crate) struct Head {
    pub(crate) signature: Signature,
    /// `#[unsafe(naked)]`: its body is one block of assembly and can hold nothing else.
    pub(crate) naked: Option<Span>,
}

/// Parses `head`; in the words of edition 2015 if need be, where `async` is an ordinary name and a trait can be a type
/// without `dyn`, which syn does not read everywhere.
pub(super) fn parse(head: &[TokenTree]) -> syn::Result<Head> {
    let modern = || head.iter().cloned().collect::<TokenStream>();
    let old = || raw_names(modern());
    syntax.parse2(modern()).or_else(|error| {
        syntax
            .parse2(old())
            .or_else(|_| unread_types::parse(modern(), syntax))
            .or_else(|_| unread_types::parse(old(), syntax))
            .map_err(|_| error)
    })
}

fn syntax(input: ParseStream<'_>) -> syn::Result<Head> {
    let attributes = input.call(Attribute::parse_outer)?;
    let _: Visibility = input.parse()?;
    let _: Option<Token![default]> = input.parse()?;
    let signature = input.parse()?;
    let naked = attributes.iter().find_map(naked);
    Ok(Head { signature, naked })
}

fn naked(attribute: &Attribute) -> Option<Span> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("unsafe") => {
            let word: Ident = list.parse_args().ok()?;
            (word == "naked").then(|| word.span())
        }
        _ => None,
    }
}

/// Makes names of the words that only later editions reserve.
fn raw_names(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut renamed = Vec::new();
    let mut is_named = false;
    while let Some(tree) = trees.next() {
        let behind_fn = std::mem::replace(
            &mut is_named,
            matches!(&tree, TokenTree::Ident(word) if word == "fn"),
        );
        renamed.push(match tree {
            TokenTree::Ident(word) if is_name(&word, trees.peek(), behind_fn) => {
                TokenTree::Ident(Ident::new_raw(&word.to_string(), word.span()))
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), raw_names(group.stream()));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            other => other,
        });
    }
    renamed.into_iter().collect()
}

/// Whether a word of a later edition is used as a name here: no keyword is followed by these.
fn is_name(word: &Ident, next: Option<&TokenTree>, behind_fn: bool) -> bool {
    let later = ["async", "await", "dyn", "try"]
        .iter()
        .any(|later| word == later);
    let followed_as_a_name = match next {
        None => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ':' | ',' | '<' | '>' | '='),
        Some(TokenTree::Group(_)) => word != "dyn",
        Some(_) => false,
    };
    later && (behind_fn || followed_as_a_name)
}

impl Head {
    /// A `const fn` may run while compiling, where there is no clock; a naked one has no place for a guard.
    pub(crate) fn can_be_measured(&self) -> bool {
        self.signature.constness.is_none() && self.naked.is_none()
    }

    /// The function's name, without `r#`.
    pub(crate) fn name(&self) -> String {
        syn::ext::IdentExt::unraw(&self.signature.ident).to_string()
    }

    pub(crate) fn name_span(&self) -> Span {
        self.signature.ident.span()
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn name(head: &str) -> String {
        let tokens: proc_macro2::TokenStream = head.parse().unwrap();
        parse(&tokens.into_iter().collect::<Vec<_>>())
            .map(|head| head.name())
            .unwrap()
    }

    #[test]
    fn heads_of_every_kind() {
        assert_eq!(
            name(
                "#[inline] pub(crate) unsafe extern \"C\" fn f<T: Fn() -> u8>(x: T) -> u8 where T: Copy"
            ),
            "f"
        );
        assert_eq!(name("default async fn r#type(&self)"), "type");
    }

    #[test]
    fn naked_functions() {
        let naked = |head: &str| {
            let tokens: proc_macro2::TokenStream = head.parse().unwrap();
            let head = parse(&tokens.into_iter().collect::<Vec<_>>());
            head.unwrap().naked.is_some()
        };
        assert!(naked("#[inline] #[unsafe(naked)] extern \"C\" fn f()"));
        assert!(!naked("#[unsafe(no_mangle)] extern \"C\" fn naked()"));
    }

    #[test]
    fn edition_2015_names() {
        assert_eq!(name("fn f(async: u8, dyn: &dyn Fn(u8))"), "f");
        assert_eq!(name("fn async()"), "async");
        assert_eq!(name("fn dyn(try: dyn::await) -> u8"), "dyn");
    }

    #[test]
    fn traits_as_types_without_dyn() {
        for head in [
            "fn f(x: Box<Fn(u8) -> u8 + Send>)",
            "fn f<'a, T: Fn() -> u8>(&self, x: T, (y, z): (u8, Box<A + 'a>)) -> Result<u8, Box<Error + Send>> where T: Copy",
            "fn f(&self, u8, Box<A + Send>)",
            "pub fn f(async: &(A + Send)) -> Vec<Box<A + Send>>",
        ] {
            assert_eq!(name(head), "f", "{head}");
        }
    }

    #[test]
    fn what_belongs_to_no_head() {
        for head in ["fn f(x: u8) { x } fn g()", "fn f(x: Box<A + Send>) { x }"] {
            let tokens: proc_macro2::TokenStream = head.parse().unwrap();
            assert!(
                parse(&tokens.into_iter().collect::<Vec<_>>()).is_err(),
                "{head}"
            );
        }
    }
}
