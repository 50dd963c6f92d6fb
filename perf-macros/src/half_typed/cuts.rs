//! Bodies, and all that they are while being typed.

use proc_macro2::{Group, TokenStream, TokenTree};

/// Functions that between them go through every stage that looks into a body.
pub(crate) const FUNCTIONS: [&str; 16] = [
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
pub(crate) fn truncated(tokens: TokenStream) -> Vec<TokenStream> {
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
pub(crate) fn flat(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => flat(group.stream()),
        other => vec![other.to_string()],
    });
    words.collect()
}

/// Whether `words` occur in `text` in their order.
pub(crate) fn occur(words: &[String], text: &[String]) -> bool {
    let mut rest = text.iter();
    words.iter().all(|word| rest.any(|other| other == word))
}
