//! Bodies as they are while being typed: cut off at every token, at every depth, the brackets closed as editors and
//! rust-analyzer close them. The function still goes out, with what there is of its body; nothing panics, and the
//! attribute finds no mistake of its own in it.

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::expand::{Monitoring, expand};
use crate::keys::Attribute;

/// Functions that between them go through every stage that looks into a body.
const FUNCTIONS: [&str; 16] = [
    "fn f(x: u64) -> u64 { let y = x + 1; if y > 3 { return y; } y * 2 }",
    "fn f(a: bool, n: usize) -> f64 { for i in 0..n { g(a, |v: u8| v + 1)?; } match a { true if n > 1 => 1.0, _ => 2.0 } }",
    "pub(crate) unsafe extern \"C\" fn f(p: *const u8) -> u8 { unsafe { *p } }",
    "fn f<T: Clone>(x: &[T]) -> Vec<T> { const N: usize = 1; fn g() {} use a::b; x.iter().map(|t| t.clone()).collect::<Vec<_>>() }",
    "fn f() -> ! { loop { std::process::exit(1) } }",
    "async fn f(mut url: &str, client: Client) -> Result<u8, E> { url = url.trim(); let r = client.get(url).await?; Ok(r) }",
    "async fn f(&mut self, (a, S { b, .. }): (A, S)) -> impl Iterator<Item = u8> { select! { x = a.next() => x, else => b } }",
    "async fn f(x: T) -> ! { loop { yield_now(&x).await; println!(\"{x:?} {}\", x); } }",
    "fn f(url: String) -> BoxFuture<'static, u8> { log(&url); Box::pin(async move { url.len() as u8 }) }",
    "fn f() -> impl Future<Output = u8> { let a = 1; async move { a } }",
    "fn f() { #![allow(unused)] #[cfg(test)] let x = 1; 'a: while let Some(x) = g() { continue 'a } }",
    "fn f(x: Option<u32>) -> u32 { let Some(y) = x else { panic!(\"none\") }; let z = S { y, w: 1, ..d }; z.y }",
    "fn f(self: Box<Self>) -> char { match self.0 { 'a'..='z' | '_' => 'a', c @ 'A' => c, _ => { '0' } } }",
    "fn f(i: i32) -> i32 { macro_rules! m { ($x:expr) => { $x + i } } m!(1) << i & -i }",
    "fn f() -> bool { let c = async |x: u8| x; let d = move || return 3; c(1) == d() && !false }",
    "fn f(x: u8) -> u8 { x. }",
];

/// The tokens cut off before each of them, within each bracket.
fn truncated(tokens: TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for at in 0..=trees.len() {
        let before = || trees[..at].iter().cloned();
        found.push(before().collect());
        if let Some(TokenTree::Group(group)) = trees.get(at) {
            for inside in truncated(group.stream()) {
                let cut = TokenTree::Group(Group::new(group.delimiter(), inside));
                found.push(before().chain([cut]).collect());
            }
        }
    }
    found
}

/// The words and signs, out of their brackets.
fn flat(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => flat(group.stream()),
        other => vec![other.to_string()],
    });
    words.collect()
}

/// Whether `words` occur in `text` in their order.
fn occur(words: &[String], text: &[String]) -> bool {
    let mut rest = text.iter();
    words.iter().all(|word| rest.any(|other| other == word))
}

#[test]
fn a_half_typed_body_still_goes_out() {
    let mut tried = 0;
    for function in FUNCTIONS {
        let mut head: Vec<TokenTree> = function
            .parse::<TokenStream>()
            .unwrap()
            .into_iter()
            .collect();
        let Some(TokenTree::Group(body)) = head.pop() else {
            panic!("no body: {function}");
        };
        for cut in truncated(body.stream()) {
            let half = TokenTree::Group(Group::new(body.delimiter(), cut.clone()));
            let item: TokenStream = head.iter().cloned().chain([half]).collect();
            let body = flat(cut);
            for attribute in [Attribute::Budget, Attribute::Workflow] {
                for monitoring in [Monitoring::On, Monitoring::Off] {
                    let arguments = "max_ms = 1, max_allocs = LIMIT".parse().unwrap();
                    let expanded = flat(expand(attribute, arguments, item.clone(), monitoring));
                    assert!(occur(&body, &expanded), "{item}");
                    assert!(occur(&["fn".into(), "f".into()], &expanded), "{item}");
                    assert!(!expanded.contains(&"compile_error".to_owned()), "{item}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn half_typed_members_of_a_block_still_go_out() {
    let block = "impl<T> S<T> where T: A { const N: u8 = { 1 }; #[inline] pub fn f(&self, x: u8) -> u8 { x + 1 } async fn g() {} type B = u8; }";
    let mut head: Vec<TokenTree> = block.parse::<TokenStream>().unwrap().into_iter().collect();
    let Some(TokenTree::Group(body)) = head.pop() else {
        panic!("no body");
    };
    for cut in truncated(body.stream()) {
        let words = flat(cut.clone());
        let half = TokenTree::Group(Group::new(body.delimiter(), cut));
        let item: TokenStream = head.iter().cloned().chain([half]).collect();
        for monitoring in [Monitoring::On, Monitoring::Off] {
            let arguments = "max_ms = 1".parse().unwrap();
            let expanded = flat(expand(
                Attribute::Budget,
                arguments,
                item.clone(),
                monitoring,
            ));
            assert!(occur(&words, &expanded), "{item}");
        }
    }
}

#[test]
fn half_typed_arguments_leave_the_function_as_it_is() {
    let arguments = "max_ms = 2.0, tags(\"a\", \"b\"), crate = a::b, max_p95_ms = LIMIT * 2, skip";
    let item = "fn f() -> u8 { 1 }";
    for cut in truncated(arguments.parse().unwrap()) {
        for attribute in [Attribute::Budget, Attribute::Workflow, Attribute::Workload] {
            let expanded = expand(
                attribute,
                cut.clone(),
                item.parse().unwrap(),
                Monitoring::On,
            );
            let words = flat(item.parse().unwrap());
            assert!(occur(&words, &flat(expanded)), "{cut}");
        }
    }
}
