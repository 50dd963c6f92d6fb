//! Takes an `impl` block, an inline module or a trait apart into the functions that an attribute above it covers.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::item::{self, Body, Function, Item};

/// A block of items.
pub(crate) struct Container {
    /// `impl`, `mod` or `trait`.
    pub(crate) keyword: Ident,
    /// Everything before the braces, as it came.
    pub(crate) head: Vec<TokenTree>,
    /// The braces and what is in them.
    pub(crate) body: Body,
    /// The items in the braces, in their order.
    pub(crate) members: Vec<Member>,
}

/// One item of a container.
pub(crate) enum Member {
    /// To be measured.
    Function(Box<Function>),
    /// To be searched for functions.
    Container(Container),
    /// To be left alone.
    Other(Vec<TokenTree>),
}

/// The attributes that decide over a function themselves.
const OURS: [&str; 3] = ["perf_budget", "monitored_workflow", "perf_workload"];

/// What marks tests and benchmarks: to measure those says nothing about the program.
const TESTS: [&str; 2] = ["test", "bench"];

impl Container {
    pub(super) fn new(keyword: Ident, head: Vec<TokenTree>, body: Body) -> Self {
        let members = split(&body.statements).into_iter().map(member).collect();
        Self {
            keyword,
            head,
            body,
            members,
        }
    }

    /// What users call it.
    pub(crate) fn noun(&self) -> &'static str {
        match self.keyword.to_string().as_str() {
            "impl" => "`impl` block",
            "mod" => "module",
            _ => "trait",
        }
    }

    /// Whether anything in it is measured, or decides about that itself.
    pub(crate) fn covers_any(&self) -> bool {
        self.members.iter().any(|member| match member {
            Member::Function(_) => true,
            Member::Container(inner) => inner.covers_any(),
            Member::Other(tokens) => {
                let attributes = Attributes::of(tokens);
                attributes.is_skipped || attributes.decides_itself
            }
        })
    }
}

fn member(tokens: Vec<TokenTree>) -> Member {
    // The attributes of a whole `$item:item` fragment stand in its group.
    let tokens = item::flatten(tokens.into_iter().collect());
    let attributes = Attributes::of(&tokens);
    if attributes.is_skipped || attributes.decides_itself || attributes.is_test {
        return Member::Other(tokens);
    }
    match item::read(tokens.iter().cloned().collect()) {
        Item::Function(function) if function.parsed.can_be_measured() => Member::Function(function),
        Item::Container(inner) => Member::Container(*inner),
        _ => Member::Other(tokens),
    }
}

/// What the attributes of an item mean for the attribute above its container.
struct Attributes {
    /// It carries one of ours.
    decides_itself: bool,
    /// It carries `#[perf_budget(skip)]`.
    is_skipped: bool,
    is_test: bool,
}

impl Attributes {
    fn of(item: &[TokenTree]) -> Self {
        let mut found = Self {
            decides_itself: false,
            is_skipped: false,
            is_test: false,
        };
        for attribute in outer_attributes(item) {
            let name = name(&attribute);
            let is = |names: &[&str]| {
                name.as_ref()
                    .is_some_and(|name| names.iter().any(|n| name == n))
            };
            if is_skip(&attribute) {
                found.is_skipped = true;
            } else if is(&OURS) {
                found.decides_itself = true;
            }
            found.is_test |= is(&TESTS) || is_test_condition(&attribute);
        }
        found
    }
}

/// The item without `#[perf_budget(skip)]`: that was for the container, which has read it.
pub(crate) fn without_skip(item: &[TokenTree]) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut at = 0;
    while at < item.len() {
        match &item[at..] {
            [hash @ TokenTree::Punct(punct), TokenTree::Group(group), ..]
                if punct.as_char() == '#' && says_skip(trees(group.stream())) =>
            {
                if let Some(rest) = without_skip_in(trees(group.stream())) {
                    let mut brackets = Group::new(group.delimiter(), rest);
                    brackets.set_span(group.span());
                    kept.extend([hash.clone(), brackets.into()]);
                }
                at += 2;
            }
            [tree, ..] => {
                kept.extend([tree.clone()]);
                at += 1;
            }
            [] => {}
        }
    }
    kept
}

/// An attribute without what says `skip` in it; `None` if nothing is left of it.
fn without_skip_in(attribute: Vec<TokenTree>) -> Option<TokenStream> {
    if is_skip(&attribute) {
        return None;
    }
    let Some((condition, attributes)) = conditional(&attribute) else {
        return Some(attribute.into_iter().collect());
    };
    let kept: Vec<TokenStream> = attributes.into_iter().filter_map(without_skip_in).collect();
    let condition: TokenStream = condition.into_iter().collect();
    let word = &attribute[0];
    (!kept.is_empty()).then(|| quote::quote!(#word(#condition, #(#kept),*)))
}

/// What stands in the brackets of each `#[…]` in front of an item, and of each that a `#[cfg_attr(…)]` may become: its
/// condition is judged when the container is written, and not before.
fn outer_attributes(item: &[TokenTree]) -> impl Iterator<Item = Vec<TokenTree>> + '_ {
    let attributes = item.chunks(2).map_while(|pair| match pair {
        [TokenTree::Punct(hash), TokenTree::Group(group)]
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            Some(trees(group.stream()))
        }
        _ => None,
    });
    attributes.flat_map(unconditional)
}

/// The attributes that this one may become.
fn unconditional(attribute: Vec<TokenTree>) -> Vec<Vec<TokenTree>> {
    match conditional(&attribute) {
        Some((_, attributes)) => attributes.into_iter().flat_map(unconditional).collect(),
        None => vec![attribute],
    }
}

/// The condition of a `cfg_attr`, and what it holds for.
fn conditional(attribute: &[TokenTree]) -> Option<(Vec<TokenTree>, Vec<Vec<TokenTree>>)> {
    let [TokenTree::Ident(word), TokenTree::Group(arguments)] = attribute else {
        return None;
    };
    if word != "cfg_attr" {
        return None;
    }
    let arguments = trees(arguments.stream());
    let is_comma =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    let mut parts = arguments.split(is_comma).map(<[TokenTree]>::to_vec);
    let condition = parts.next()?;
    Some((condition, parts.filter(|part| !part.is_empty()).collect()))
}

/// The last word of an attribute's path.
fn name(attribute: &[TokenTree]) -> Option<&Ident> {
    attribute
        .iter()
        .map_while(|tree| match tree {
            TokenTree::Ident(word) => Some(Some(word)),
            TokenTree::Punct(punct) if punct.as_char() == ':' => Some(None),
            _ => None,
        })
        .flatten()
        .last()
}

/// `perf_budget(skip)` or `monitored_workflow(skip)`, by whatever path.
fn is_skip(attribute: &[TokenTree]) -> bool {
    let ours = name(attribute).is_some_and(|name| OURS.iter().any(|ours| name == ours));
    let Some(TokenTree::Group(arguments)) = attribute.last() else {
        return false;
    };
    let arguments = trees(arguments.stream());
    ours && matches!(&arguments[..], [TokenTree::Ident(word)] if word == "skip")
}

/// Whether it is a `skip`, or a `cfg_attr` that may become one.
fn says_skip(attribute: Vec<TokenTree>) -> bool {
    unconditional(attribute)
        .iter()
        .any(|attribute| is_skip(attribute))
}

fn is_test_condition(attribute: &[TokenTree]) -> bool {
    let [TokenTree::Ident(cfg), TokenTree::Group(condition)] = attribute else {
        return false;
    };
    let condition = trees(condition.stream());
    cfg == "cfg" && matches!(&condition[..], [TokenTree::Ident(word)] if word == "test")
}

/// The items in a block: each ends at its semicolon, or at its braces if it is of a kind that has some. Those of a
/// function may be the invisible group of a `$body:block` fragment.
fn split(block: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    let mut items = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    // Braces within `<…>` belong to a constant argument.
    let mut angles = 0_usize;
    for (at, tree) in block.iter().enumerate() {
        item.push(tree.clone());
        let ends = match tree {
            TokenTree::Punct(punct) => {
                let arrow = at > 0
                    && matches!(&block[at - 1], TokenTree::Punct(p) if p.as_char() == '-' || p.as_char() == '=');
                match punct.as_char() {
                    '<' => angles += 1,
                    '>' if !arrow => angles = angles.saturating_sub(1),
                    _ => {}
                }
                punct.as_char() == ';'
            }
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Brace => angles == 0 && !ends_in_semicolon(&item),
                Delimiter::None => {
                    // A whole `$item:item` fragment.
                    let is_whole = item::are_attributes(&item[..item.len() - 1]) && is_item(group);
                    is_whole || angles == 0 && item::block(tree).is_some() && is_function(&item)
                }
                _ => false,
            },
            _ => false,
        };
        if ends {
            items.push(std::mem::take(&mut item));
            angles = 0;
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

/// `const X: T = { … };` and its like.
fn ends_in_semicolon(item: &[TokenTree]) -> bool {
    item::keyword(item).is_some_and(|keyword| {
        ["const", "static", "type", "use", "let"]
            .iter()
            .any(|word| keyword == word)
    })
}

fn is_function(item: &[TokenTree]) -> bool {
    item::keyword(item).is_some_and(|keyword| keyword == "fn")
}

fn is_item(fragment: &Group) -> bool {
    item::keyword(&item::flatten(fragment.stream())).is_some()
}

/// The tokens of an attribute, also those in the invisible groups of fragments as `$meta:meta`.
fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    let out_of_groups = |tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => trees(group.stream()),
        other => vec![other],
    };
    tokens.into_iter().flat_map(out_of_groups).collect()
}

#[cfg(test)]
mod tests;
