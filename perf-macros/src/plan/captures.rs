//! Chooses the arguments that the timed block of an async function takes over, rather than borrows.
//!
//! A block that borrows an argument is `Send` only where the argument is `Sync`; the bare function asks for `Send`
//! alone. And what the body moves belongs to the block, to be dropped with it when the future is cancelled. Taken over,
//! an argument is dropped when the block ends, before those that stayed outside: so only the last arguments are, in one
//! uninterrupted row.
//!
//! Of what the body surely reads a mention is enough. Of anything else a mention would silence the user's
//! `unused_variables`: it is bound again inside, where the lints see it as they would see the argument.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{FnArg, Token};

use super::bindings::{bound, changeable, names};
use super::future::{Rebound, shows_borrow};
use super::holds::{Holds, copied_parts, holds, may_be_copy};
use super::reads::{InMacros, is_mentioned, is_surely_read};

/// What the block takes over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Captures {
    /// The names of the arguments that a mention takes over, the last one first: captures are dropped in the order of
    /// their mention, arguments in the reverse order of their declaration.
    pub(super) taken: Vec<Ident>,
    /// Those that are bound again inside, the first one first: what the body does not surely read or may point at a local
    /// of its own, and with it all behind it, to be dropped before it.
    pub(super) bound: Vec<Ident>,
    /// Whether the block is `async move`. Of what may be `Copy`, a mention takes only a copy, and the block still borrows.
    pub(super) moves: bool,
}

/// What a body does with an argument, going by tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    /// It may be hidden, overwritten, or out of reach.
    Doubtful,
    None,
}

impl Use {
    fn of(name: &Ident, body: &[TokenTree]) -> Self {
        if is_surely_read(name, body, InMacros::Read) {
            Self::Read
        } else if is_mentioned(name, body) {
            Self::Doubtful
        } else {
            Self::None
        }
    }
}

/// An argument of the row, or a part of one.
struct InRow {
    name: Ident,
    used: Use,
    /// Whether it holds a borrow that the body may point at its own locals.
    repointed: bool,
}

pub(super) fn captures(
    inputs: &Punctuated<FnArg, Token![,]>,
    rebound: &[Rebound],
    body: &[TokenTree],
) -> Captures {
    let mut row: Vec<InRow> = Vec::new();
    let mut references = Vec::new();
    let mut may_be_copied = false;
    let mut row_ended = false;
    let mut left_outside = Vec::new();
    for input in inputs.iter().rev() {
        let copied = copied_parts(input);
        let names = names(input).map(|names| {
            let names = names.into_iter().filter(|name| !copied.contains(name));
            names
                .map(|name| (name.clone(), Use::of(&name, body)))
                .collect::<Vec<_>>()
        });
        let names = names.filter(|names| {
            names
                .iter()
                .all(|(name, used)| *used == Use::Read || can_be_bound_again(name))
        });
        let holds = holds(input);
        match (holds, names) {
            // Copied anyway, or bound anew.
            (Holds::Copy, _) | (Holds::Reference, None) => {}
            (Holds::Reference, Some(names)) => {
                let bound_here = |name: &Ident| rebound.iter().any(|other| other.name == *name);
                for (name, used) in names.into_iter().filter(|(name, _)| !bound_here(name)) {
                    match used {
                        // Nothing is dropped with them: they need not wait for what is behind.
                        Use::Doubtful => references.push(name),
                        Use::Read if !row_ended => row.push(InRow {
                            name,
                            used,
                            repointed: false,
                        }),
                        Use::Read | Use::None => {}
                    }
                }
            }
            _ if row_ended => left_outside.extend(bound(input)),
            (Holds::Value | Holds::Parts, Some(names)) => {
                let repointed = !repointed(input, body).is_empty();
                row.extend(names.into_iter().map(|(name, used)| InRow {
                    name,
                    used,
                    repointed,
                }));
                may_be_copied |= may_be_copy(input);
                // What the pattern leaves of the argument outlives the block.
                row_ended = holds == Holds::Parts;
            }
            (Holds::Value | Holds::Parts, None) => {
                left_outside.extend(bound(input));
                row_ended = true;
            }
        }
    }
    // In front of the row, what is not used needs no place in it.
    while row.pop_if(|first| first.used == Use::None).is_some() {}
    let is_bound_again = |argument: &InRow| argument.repointed || argument.used != Use::Read;
    let bound_again = row.iter().rposition(is_bound_again).map_or(0, |at| at + 1);
    // Moving would take these, too, and drop them out of their order.
    let moves = may_be_copied && !left_outside.iter().any(|name| is_mentioned(name, body));
    let mut names = row.into_iter().map(|argument| argument.name);
    let mut bound: Vec<Ident> = names.by_ref().take(bound_again).chain(references).collect();
    bound.reverse();
    Captures {
        taken: names.collect(),
        bound,
        moves,
    }
}

/// `self` cannot, and a name that says it is not used should not.
fn can_be_bound_again(name: &Ident) -> bool {
    name != "self" && !name.to_string().starts_with('_')
}

/// The names in an argument that holds borrows which the body may point at its own locals: what it declares `mut`.
fn repointed(input: &FnArg, body: &[TokenTree]) -> Vec<Ident> {
    match input {
        FnArg::Typed(argument) if shows_borrow(&argument.ty) => {
            let names = changeable(argument.pat.to_token_stream()).into_iter();
            names
                .map(|(_, name)| name)
                .filter(|name| is_mentioned(name, body))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::captures;
    use proc_macro2::TokenTree;
    use syn::ItemFn;

    /// The names taken over, behind `move` if that is what the block is.
    fn names(text: &str) -> String {
        let function: ItemFn = syn::parse_str(text).unwrap();
        let block = &function.block;
        let statements: Vec<TokenTree> = quote::quote!(#block).into_iter().collect();
        let captures = captures(&function.sig.inputs, &[], &statements);
        let mut words = vec!["move".to_owned(); captures.moves.into()];
        words.extend(captures.taken.iter().map(ToString::to_string));
        words.extend(captures.bound.iter().map(|name| format!("={name}")));
        words.join(" ")
    }

    #[test]
    fn a_row_of_arguments_that_are_surely_read() {
        assert_eq!(
            names("async fn f(a: Cell<u8>, b: Arc<T>) { a.g(); b.g(); }"),
            "b a"
        );
        assert_eq!(
            names("async fn f(a: String, b: &B, c: &mut C) { g(a, b, c) }"),
            "c a"
        );
        assert_eq!(
            names("async fn f(a: String, n: u64, _: &str) { g(a, n) }"),
            "a"
        );
        assert_eq!(
            names("async fn f(S(a): Ss, T { b, c: [d, ..] }: Tt) { g(a, b, d) }"),
            "d b"
        );
        assert_eq!(names("async fn f((a, _b): (String, u64)) { g(a) }"), "a");
        assert_eq!(
            names("async fn f(a: String, b: Arc<B>) { a.g(); println!(\"{b}\") }"),
            "b a"
        );
        assert_eq!(
            names("async fn f(self: Box<Self>, a: A) { self.g(a) }"),
            "move a self"
        );
    }

    #[test]
    fn what_may_be_copy_is_moved_unless_that_moves_more() {
        assert_eq!(names("async fn f(a: Id) { g(a) }"), "move a");
        assert_eq!(names("async fn f(a: Option<T>) { g(a) }"), "move a");
        assert_eq!(names("async fn f(a: impl Copy) { g(a) }"), "move a");
        assert_eq!(
            names("async fn f(a: T, b: Arc<B>, c: Vec<C>) { g(a, c) }"),
            "move a =b =c"
        );
        assert_eq!(
            names("async fn f(a: String, b: Arc<B>, c: T) { g(c) }"),
            "move c"
        );
        assert_eq!(names("async fn f(a: String, (b, _): T) { g(a, b) }"), "b");
    }

    #[test]
    fn what_may_be_pointed_at_a_local_is_bound_again() {
        assert_eq!(
            names("async fn f(mut a: Option<&str>) { if b { a = Some(&c) } }"),
            "=a"
        );
        assert_eq!(
            names("async fn f(a: String, (mut b, c): (&str, Vec<C>), d: Box<D>) { g(a, b, c, d) }"),
            "=b =c =d"
        );
        assert_eq!(
            names("async fn f(a: String, mut b: Vec<Bb<'bb>>, c: Vec<C>) { g(a, b, c) }"),
            "a =b =c"
        );
        assert_eq!(names("async fn f(mut a: Cow<'static, str>) { g(a) }"), "a");
        assert_eq!(names("async fn f(mut a: &mut Vec<String>) { g(a) }"), "a");
    }

    #[test]
    fn what_is_not_surely_read_is_bound_again() {
        assert_eq!(
            names("async fn f(a: A, b: B) { a.g(); stringify!(b); }"),
            "move a =b"
        );
        assert_eq!(names("async fn f(a: String, b: Arc<B>) { a.g() }"), "a =b");
        assert_eq!(names("async fn f(mut a: String) { a = g(); a.h() }"), "=a");
        assert_eq!(
            names("async fn f(a: String, b: &mut Arc<B>) { a.g(); let c = |b| b; }"),
            "a =b"
        );
        assert_eq!(
            names("async fn f(a: String, (b, c): Arc<B>) { a.g(b) }"),
            "b =c"
        );
    }

    #[test]
    fn what_is_not_used_is_left_alone_where_it_is_in_no_way() {
        assert_eq!(names("async fn f(a: String, b: Arc<B>) {}"), "");
        assert_eq!(names("async fn f(a: String, b: Arc<B>) { b.g() }"), "b");
        assert_eq!(
            names("async fn f(a: String, b: &mut Arc<B>) { a.g() }"),
            "a"
        );
    }

    #[test]
    fn what_would_change_the_order_or_a_lint_stays_outside() {
        assert_eq!(names("async fn f(a: A, _: B) { a.g() }"), "");
        assert_eq!(names("async fn f(a: A, _b: B) { a.g() }"), "");
        assert_eq!(names("async fn f(a: A, #[cfg(x)] b: B) { g(a, b) }"), "");
        assert_eq!(
            names("async fn f(a: String, (b, _): Arc<B>) { a.g(b) }"),
            "b"
        );
    }
}
