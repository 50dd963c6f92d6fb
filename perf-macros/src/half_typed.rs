//! Bodies as they are while being typed: cut off at every token, at every depth, the brackets closed as editors and
//! rust-analyzer close them. The function still goes out, with what there is of its body; nothing panics, and the
//! attribute finds no mistake of its own in it.

mod cuts;

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::expand::{Monitoring, expand};
use crate::keys::Attribute;
use cuts::{FUNCTIONS, flat, occur, truncated};

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
