//! What bodies read of their arguments.

use super::{InMacros, TokenTree, is_surely_read};
use proc_macro2::{Ident, Span, TokenStream};

fn reads(body: &str, in_macros: InMacros) -> bool {
    let body: TokenStream = body.parse().unwrap();
    let body: Vec<TokenTree> = body.into_iter().collect();
    is_surely_read(&Ident::new("a", Span::call_site()), &body, in_macros)
}

#[test]
fn what_reads() {
    for body in [
        "a",
        "a + 1",
        "let b = a + 1; b",
        "let a = a + 1;",
        "let (a, b) = f(a);",
        "a == 1",
        "a != 1",
        "if a <= 3 { return true; } g()",
        "if let Some(a) = g(a) {}",
        "for a in 0..a {}",
        "for i in 0..a {}",
        "g(|b| a + b)",
        "g(move || a)",
        "b | a",
        "match a { a => 1 }",
        "match g() { Some(b) => a, None => 0 }",
        "match g() { Some(b) => { b } None => a }",
        "S { a }",
        "S { a: a }",
        "&mut a",
        "async move { a.b().await }",
        "a.a",
        "if x { f(a) }; a = 3;",
        "fn h(b: u8) {} h(a)",
        "const { 3 }; a",
        "x.await?; let b = &a.c;",
    ] {
        assert!(reads(body, InMacros::Ignored), "{body}");
    }
}

#[test]
fn what_may_be_about_something_else() {
    for body in [
        "",
        "x.a",
        "let a = 3; a",
        "let (a, b) = g(); a",
        "g(|a| a + 1)",
        "g(|(a, b)| a + 1)",
        "match g() { Some(a) => a, None => 0 }",
        "match g() { a => a }",
        "match g() { 1 => 2, a => a }",
        "if let Some(a) = g() { a }",
        "while let Some(a) = g() { a }",
        "if x && let Some(a) = g() { a }",
        "let Some(a) = g() else { return }; a",
        "for a in g() { a }",
        "fn h(a: u64) -> u64 { a } h(3)",
        "S { a: 3 }",
        "a = 3; a",
        "a += 3;",
        "a <<= 3;",
        "a::b()",
        "b::a()",
        "#[cfg(x)] g(a);",
        "#[allow(a)] g();",
        "static a: u64 = 3; a",
        "use b as a; a",
        "'a: loop { break 'a; }",
        "stringify!(a)",
        "macro_rules! m { () => { a } }",
        "println!(\"a\")",
    ] {
        for in_macros in [InMacros::Ignored, InMacros::Read] {
            assert!(!reads(body, in_macros), "{body}");
        }
    }
}

#[test]
fn macros() {
    for body in [
        "println!(\"{}\", a);",
        "assert_eq!(b, a)",
        "vec![a]",
        "format!(\"{b} {a:?}\")",
    ] {
        assert!(reads(body, InMacros::Read), "{body}");
        assert!(!reads(body, InMacros::Ignored), "{body}");
    }
    for body in [
        "select! { a = f() => a }",
        "matches!(x, Some(ref a))",
        "m!(|a| a)",
    ] {
        assert!(!reads(body, InMacros::Read), "{body}");
    }
}
