//! What the functions of a container are, and which of them decide for themselves.

use super::super::item::{self, Item};
use super::{Container, Member, without_skip};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// `+f` for what is measured, `-` for what is not, `(…)` for a container.
fn outline(container: &Container) -> String {
    let outline = |member: &Member| match member {
        Member::Function(function) => format!("+{}", function.parsed.name()),
        Member::Container(inner) => format!("({})", outline(inner)),
        Member::Other(_) => "-".to_owned(),
    };
    let members: Vec<String> = container.members.iter().map(outline).collect();
    members.join(" ")
}

/// What a macro hands over: `fragment(…)` is in the invisible group of a fragment.
fn fragments(tokens: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let is_marked = matches!(trees.last(), Some(TokenTree::Ident(word)) if word == "fragment");
        let TokenTree::Group(group) = tree else {
            trees.push(tree);
            continue;
        };
        let delimiter = if is_marked {
            trees.pop();
            Delimiter::None
        } else {
            group.delimiter()
        };
        trees.push(Group::new(delimiter, fragments(group.stream())).into());
    }
    trees.into_iter().collect()
}

fn read(item: &str) -> String {
    match item::read(fragments(item.parse().unwrap())) {
        Item::Container(container) => outline(&container),
        _ => panic!("no container: {item}"),
    }
}

#[test]
fn methods_of_an_impl_block() {
    assert_eq!(
        read(
            "unsafe impl<const N: usize> T for S<{ N + 1 }> where [u8; N]: Copy {
                #![allow(x)]
                const A: u8 = { 1 };
                type B = Vec<u8>;
                /// Doc.
                #[inline] pub fn a(&self) -> S<{ N }> where T: Fn() -> u8 { b() }
                const fn b() {}
                pub(crate) async unsafe fn c() {}
                fn d() -> bool { a < b } fn e(x: [u8; { 1 }]) {}
                m! {}
                m!();
                #[perf_budget(skip)] fn f() {}
                #[perf_runtime::perf_budget(max_ms = 1)] fn g() {}
                default fn h() {}
            }"
        ),
        "- - +a - +c +d +e - - - - +h"
    );
}

#[test]
fn functions_of_modules_and_what_is_in_them() {
    assert_eq!(
        read(
            "pub mod m {
                use a::{b, c};
                struct S { x: u8 }
                struct T<const N: usize = { 1 }>(u8);
                fn a() {}
                impl S { fn b() {} }
                trait R { fn c(); fn d() {} }
                mod n { fn e() {} }
                #[cfg(test)] mod tests { fn f() {} }
                #[test] fn g() {}
                #[perf_budget(skip)] mod o { fn h() {} }
                extern \"C\" { fn i(); }
                macro_rules! m { () => { fn j() {} } }
                mod elsewhere;
            }"
        ),
        "- - - +a (+b) (- +d) (+e) - - - - - -"
    );
}

#[test]
fn bodies_out_of_fragments() {
    assert_eq!(
        read(
            "impl S {
                fn a(&self) -> u8 fragment({ 1 })
                fn b() fragment({}) fn c(x: u8) -> fragment(u8) where u8: Copy fragment(fragment({ x }))
                const fn d() -> u8 fragment({ 1 })
                fn e() -> S<fragment({ 1 })> {}
                const A: u8 = fragment({ 1 });
                fn f() {}
            }"
        ),
        "+a +b +c - +e - +f"
    );
}

#[test]
fn attributes_out_of_fragments() {
    assert_eq!(
        read(
            "mod m {
                #[fragment(perf_budget(skip))] fn a() {}
                #[fragment(fragment(perf_runtime::perf_budget)(fragment(skip)))] fn b() {}
                #[fragment(perf_budget(max_ms = 1))] fn c() {}
                #[fragment(test)] fn d() {}
                #[fragment(cfg(test))] mod e { fn f() {} }
                fragment(#[perf_budget(skip)] fn g() {})
                fragment(#[inline] fn h() {})
                #[fragment(inline)] fn i() {}
                fragment(fn j();)
                fragment(pub) fn k() {}
                #[a] #[b] fragment(#[c] fragment(fn l() {}))
                #[perf_budget(skip)] fragment(fn m() {})
                #[a] fragment(pub) fn n() {}
            }"
        ),
        "- - - - - - +h +i - +k +l - +n"
    );
}

#[test]
fn attributes_under_conditions() {
    assert_eq!(
        read(
            "mod m {
                #[cfg_attr(x, perf_budget(skip))] fn a() {}
                #[cfg_attr(all(x, y), inline, perf_runtime::monitored_workflow)] fn b() {}
                #[cfg_attr(x, cfg_attr(y, tokio::test))] fn c() {}
                #[fragment(cfg_attr(x, fragment(perf_budget(max_ms = 1)),))] fn d() {}
                #[cfg_attr(test, allow(x))] fn e() {}
                #[cfg_attr(perf_budget, cold)] fn f() {}
            }"
        ),
        "- - - - +e +f"
    );
}

#[test]
fn skips_are_taken_away_and_nothing_else() {
    for (item, left) in [
        ("#[a] #[perf_budget(skip)] fn f() {}", "#[a] fn f() {}"),
        ("#[fragment(perf_budget(skip))] fn f() {}", "fn f() {}"),
        ("#[cfg_attr(x, perf_budget(skip))] fn f() {}", "fn f() {}"),
        (
            "#[cfg_attr(all(x, y), a(b, c), perf_budget(skip), cfg_attr(z, perf_budget(skip)))] fn f() {}",
            "#[cfg_attr(all(x, y), a(b, c))] fn f() {}",
        ),
        (
            "#[cfg_attr(x, perf_budget(max_ms = 1),)] fn f() {}",
            "#[cfg_attr(x, perf_budget(max_ms = 1),)] fn f() {}",
        ),
    ] {
        let item: Vec<TokenTree> = fragments(item.parse().unwrap()).into_iter().collect();
        let left: TokenStream = left.parse().unwrap();
        assert_eq!(without_skip(&item).to_string(), left.to_string());
    }
}
