//! Takes an item apart: the tokens before the body, which go out as they came, and the body.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use super::container::Container;
use super::signature::{self, Head};
use super::tail::{self, Tail};

/// What stands below the attribute.
pub(crate) enum Item {
    /// A function with a body.
    Function(Box<Function>),
    /// A function without one: in a trait, or in an `extern` block.
    Bodiless { keyword: Span },
    /// A block of items.
    Container(Box<Container>),
    /// Another item, with its keyword.
    Other { keyword: Ident },
    /// Nothing that can be told.
    Unknown(syn::Error),
}

/// A function, its signature understood and its body untouched.
pub(crate) struct Function {
    /// Attributes, visibility and signature, as they came.
    pub(crate) head: Vec<TokenTree>,
    /// The same, parsed.
    pub(crate) parsed: Head,
    /// The user's braces and what is in them.
    pub(crate) body: Body,
}

/// A block, split where statements of ours may go.
pub(crate) struct Body {
    /// The user's braces: their edition decides when temporaries are dropped.
    pub(crate) braces: Span,
    /// `#![…]` and `//! …`
    pub(crate) inner_attributes: Vec<TokenTree>,
    /// The statements.
    pub(crate) statements: Vec<TokenTree>,
}

/// Reads an item, without looking into its body.
pub(crate) fn read(tokens: TokenStream) -> Item {
    let mut head = flatten(tokens);
    let Some(keyword) = keyword(&head) else {
        return Item::Unknown(syn::Error::new(
            Span::call_site(),
            "expected a function below the attribute",
        ));
    };
    let holds_items = ["impl", "mod", "trait"].iter().any(|word| keyword == word);
    if keyword != "fn" && !holds_items {
        return Item::Other { keyword };
    }
    let block = head
        .pop_if(|last| block(last).is_some())
        .as_ref()
        .and_then(block);
    if holds_items {
        return match block {
            Some(block) => {
                Item::Container(Box::new(Container::new(keyword, head, Body::new(&block))))
            }
            None => Item::Other { keyword },
        };
    }
    let Some(block) = block else {
        return Item::Bodiless {
            keyword: keyword.span(),
        };
    };
    match signature::parse(&head) {
        Ok(parsed) => Item::Function(Box::new(Function {
            head,
            parsed,
            body: Body::new(&block),
        })),
        Err(error) => Item::Unknown(error),
    }
}

impl Function {
    /// Whether what is measured is a future.
    pub(crate) fn is_future(&self) -> bool {
        self.parsed.signature.asyncness.is_some() || self.returned_future().is_some()
    }

    /// The future that this function, though not `async`, returns by its literal tail.
    pub(crate) fn returned_future(&self) -> Option<Tail<'_>> {
        if self.parsed.signature.asyncness.is_some() {
            return None;
        }
        tail::find(&self.body.statements)
    }
}

impl Body {
    fn new(block: &Group) -> Self {
        let mut statements: Vec<TokenTree> = block.stream().into_iter().collect();
        let mut inner = 0;
        while let [
            TokenTree::Punct(hash),
            TokenTree::Punct(bang),
            TokenTree::Group(group),
            ..,
        ] = &statements[inner..]
            && hash.as_char() == '#'
            && bang.as_char() == '!'
            && group.delimiter() == Delimiter::Bracket
        {
            inner += 3;
        }
        let rest = statements.split_off(inner);
        Self {
            braces: block.span(),
            inner_attributes: statements,
            statements: rest,
        }
    }

    /// `content` in the user's braces.
    pub(crate) fn in_braces(&self, content: TokenStream) -> Group {
        let mut group = Group::new(Delimiter::Brace, content);
        group.set_span(self.braces);
        group
    }
}

/// A block, be it inside the invisible group of a `$body:block` fragment.
pub(super) fn block(tree: &TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = tree else {
        return None;
    };
    match group.delimiter() {
        Delimiter::Brace => Some(group.clone()),
        Delimiter::None => match &flatten(group.stream())[..] {
            [only] => block(only),
            _ => None,
        },
        _ => None,
    }
}

/// The tokens of an item, out of the invisible group of an `$item:item` fragment.
pub(super) fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    if let [first @ .., TokenTree::Group(group)] = &trees[..]
        && group.delimiter() == Delimiter::None
        && are_attributes(first)
    {
        let inside = flatten(group.stream());
        trees.pop();
        trees.extend(inside);
    }
    trees
}

/// Whether these are attributes in front of an item, or nothing.
pub(super) fn are_attributes(trees: &[TokenTree]) -> bool {
    trees.chunks(2).all(|pair| match pair {
        [TokenTree::Punct(hash), TokenTree::Group(group)] => {
            hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket
        }
        _ => false,
    })
}

/// The word that says what kind of item this is.
pub(super) fn keyword(item: &[TokenTree]) -> Option<Ident> {
    let mut trees = item.iter().peekable();
    while let Some(tree) = trees.next() {
        let TokenTree::Ident(word) = tree else {
            continue;
        };
        match word.to_string().as_str() {
            "pub" | "default" | "async" | "unsafe" | "safe" | "gen" | "final" | "auto" => {}
            // A constant, unless it qualifies a function.
            "const" => match trees.peek() {
                Some(TokenTree::Ident(next))
                    if ["fn", "async", "unsafe", "extern"]
                        .iter()
                        .any(|q| next == q) => {}
                _ => return Some(word.clone()),
            },
            // `extern "C" fn`, `extern "C" { … }`, `extern crate`
            "extern" => {
                trees.next_if(|next| matches!(next, TokenTree::Literal(_)));
                let qualifies =
                    matches!(trees.peek(), Some(TokenTree::Ident(next)) if next == "fn");
                if !qualifies {
                    return Some(word.clone());
                }
            }
            _ => return Some(word.clone()),
        }
    }
    None
}
