//! Shapes that were written to break the expansion: bodies that begin with an operator, arguments that only macros
//! mention, types that only signatures can name, names that mean something else.

use super::{measured, once};
use crate::support::{Log, auto_traits, block_on, yield_now};
use std::cell::{Cell, RefCell};
use std::fmt::{Debug, Display};

#[test]
fn bodies_that_begin_with_an_operator() {
    #[measured(max_s = 100)]
    fn minus(x: i32) -> i32 {
        -x
    }
    #[measured(max_s = 100)]
    fn star(x: &i32) -> i32 {
        *x + 1
    }
    #[measured(max_s = 100)]
    fn ampersand(x: i32) -> bool {
        &x == &3
    }
    #[measured(max_s = 100)]
    fn bracket(x: i32) -> i32 {
        [x, 2][0]
    }
    #[measured(max_s = 100)]
    fn bar(x: i32) -> i32 {
        (|y: i32| y + x)(1)
    }
    #[measured(max_s = 100)]
    fn not(x: bool) -> bool {
        !x
    }
    #[measured(max_s = 100)]
    fn range(x: usize) -> usize {
        ..=x;
        x
    }
    #[measured(max_s = 100)]
    async fn later(x: i32) -> i32 {
        -x
    }
    assert_eq!(once(|| minus(1)), -1);
    assert_eq!(once(|| star(&1)), 2);
    assert!(once(|| ampersand(3)));
    assert_eq!(once(|| bracket(1)), 1);
    assert_eq!(once(|| bar(1)), 2);
    assert!(once(|| not(false)));
    assert_eq!(once(|| range(1)), 1);
    assert_eq!(once(|| block_on(later(1))), -1);
}

#[test]
fn empty_statements_and_blocks() {
    #[measured(max_s = 100)]
    #[allow(redundant_semicolons, unused_unsafe, unused_braces)]
    fn f(x: u8) -> u8 {
        {}
        // SAFETY: it does nothing.
        unsafe {}
        { x }
    }
    #[measured(max_s = 100)]
    fn nothing() {
        // Not a word.
    }
    assert_eq!(once(|| f(1)), 1);
    once(nothing);
}

#[test]
fn an_argument_that_only_macros_mention_is_still_sendable() {
    macro_rules! twins {
        ($bare:ident $annotated:ident ($($arg:tt)*) $body:block) => {
            #[measured(max_s = 100)]
            async fn $annotated($($arg)*) -> usize $body
            async fn $bare($($arg)*) -> usize $body
        };
    }
    twins!(compared_bare compared(cell: Cell<u8>) {
        yield_now().await;
        assert_eq!(cell.get(), 1);
        1
    });
    twins!(formatted_bare formatted(cell: Cell<u8>) {
        yield_now().await;
        format!("{cell:?}").len()
    });
    twins!(hidden_bare hidden(cell: Cell<u8>) {
        let cell = cell.get() + 1;
        yield_now().await;
        cell.into()
    });
    twins!(matched_bare matched(cell: Cell<u8>) {
        match cell.get() {
            0 => 0,
            other => {
                yield_now().await;
                usize::from(other) + usize::from(cell.get())
            }
        }
    });
    twins!(parts_bare parts((cell, _): (Cell<u8>, u8)) {
        yield_now().await;
        cell.get().into()
    });
    let cell = || Cell::new(1);
    assert_eq!(
        auto_traits!(compared(cell())),
        auto_traits!(compared_bare(cell()))
    );
    assert_eq!(
        auto_traits!(formatted(cell())),
        auto_traits!(formatted_bare(cell()))
    );
    assert_eq!(
        auto_traits!(hidden(cell())),
        auto_traits!(hidden_bare(cell()))
    );
    assert_eq!(
        auto_traits!(matched(cell())),
        auto_traits!(matched_bare(cell()))
    );
    assert_eq!(
        auto_traits!(parts((cell(), 1))),
        auto_traits!(parts_bare((cell(), 1)))
    );
    assert!(auto_traits!(parts((cell(), 1)))[0]);
    assert_eq!(once(|| block_on(matched(cell()))), 2);
}

#[test]
fn generic_arguments_are_asked_for_no_more_than_bare_ones() {
    struct Holder<T>(T);
    impl<T: Copy + Send> Holder<T> {
        #[measured(max_s = 100)]
        async fn pair(self, other: Option<T>) -> (T, Option<T>) {
            yield_now().await;
            (self.0, other)
        }
    }
    #[measured(max_s = 100)]
    async fn array<T: Copy + Send>(value: T, mut more: Vec<T>) -> Vec<T> {
        more.push(value);
        yield_now().await;
        more.push(value);
        more
    }
    fn sendable<T: Copy + Send>(
        value: T,
    ) -> (
        impl std::future::Future<Output = Vec<T>> + Send,
        impl std::future::Future<Output = (T, Option<T>)> + Send,
    ) {
        (array(value, vec![]), Holder(value).pair(Some(value)))
    }
    let (array, pair) = sendable(1);
    assert_eq!(once(|| block_on(array)), [1, 1]);
    assert_eq!(once(|| block_on(pair)), (1, Some(1)));
}

#[test]
fn parts_of_an_argument_drop_in_their_order() {
    struct Pair<'a>(crate::support::Noisy<'a>, crate::support::Noisy<'a>);
    #[measured(max_s = 100)]
    async fn f<'a>(
        first: crate::support::Noisy<'a>,
        Pair(left, right): Pair<'a>,
        last: crate::support::Noisy<'a>,
    ) -> usize {
        yield_now().await;
        left.number() + right.number() + first.number() + last.number()
    }
    #[measured(max_s = 100)]
    async fn kept<'a>(first: crate::support::Noisy<'a>, Pair(left, _): Pair<'a>) -> usize {
        yield_now().await;
        left.number() + first.number()
    }
    let log = Log::default();
    let pair = || Pair(log.value("left"), log.value("right"));
    once(|| block_on(f(log.value("first"), pair(), log.value("last"))));
    assert_eq!(log.taken(), "last right left first");
    once(|| block_on(kept(log.value("first"), pair())));
    assert_eq!(log.taken(), "left right first");
}

#[test]
fn closures_whose_signature_only_the_result_tells() {
    #[measured(max_s = 100)]
    async fn boxed() -> Result<Box<dyn for<'a> Fn(&'a str) -> &'a str>, ()> {
        Ok(Box::new(|text| text.trim()))
    }
    #[measured(max_s = 100)]
    async fn pointer(early: bool) -> fn(&str) -> &str {
        if early {
            return |text| &text[1..];
        }
        |text| text.trim()
    }
    #[measured(max_s = 100)]
    async fn borrowing<'a>(x: &'a u8) -> Box<dyn Fn() -> &'a u8 + 'a> {
        Box::new(move || x)
    }
    #[measured(max_s = 100)]
    fn nested() -> (impl Fn(&str) -> &str, impl Fn(&u8) -> &u8) {
        (|text| text.trim(), |byte| byte)
    }
    assert_eq!(once(|| block_on(boxed())).unwrap()(" a"), "a");
    assert_eq!(once(|| block_on(pointer(true)))(" a"), "a");
    assert_eq!(once(|| block_on(borrowing(&1)))(), &1);
    assert_eq!(once(nested).0(" a"), "a");
}

#[test]
#[deny(unused_parens)]
fn impl_trait_in_parentheses_and_behind_references() {
    #[measured(max_s = 100)]
    async fn parentheses() -> Result<&'static (impl Fn() -> u8 + Send), ()> {
        Ok(&|| 1)
    }
    #[measured(max_s = 100)]
    async fn reference<'a>(x: &'a u8) -> &'a (impl Display + Debug) {
        x
    }
    #[measured(max_s = 100)]
    async fn option<'a>(x: &'a mut u8) -> Option<&'a mut (impl Display + use<'a>)> {
        Some(x)
    }
    assert_eq!(once(|| block_on(parentheses())).unwrap()(), 1);
    assert_eq!(once(|| block_on(reference(&1))).to_string(), "1");
    let mut byte = 1;
    assert_eq!(
        once(|| block_on(option(&mut byte))).unwrap().to_string(),
        "1"
    );
}

#[test]
fn macros_in_the_signature() {
    macro_rules! byte {
        () => {
            u8
        };
    }
    macro_rules! pair {
        ($x:ident, $y:ident) => {
            ($x, $y)
        };
    }
    #[measured(max_s = 100)]
    fn f(pair!(x, y): (byte!(), byte![])) -> byte! {} {
        x + y
    }
    #[measured(max_s = 100)]
    async fn g(pair!(x, y): (byte!(), byte![])) -> byte!() {
        x + y
    }
    assert_eq!(once(|| f((1, 2))), 3);
    assert_eq!(once(|| block_on(g((1, 2)))), 3);
}

#[test]
fn names_that_are_also_something_else() {
    #[measured(max_s = 100)]
    fn f(f: u64) -> u64 {
        f + 1
    }
    #[measured(max_s = 100)]
    fn perf_runtime(perf_runtime: u64) -> u64 {
        perf_runtime
    }
    #[measured(max_s = 100)]
    fn größe(r#type: u64, ß: u64) -> u64 {
        r#type + ß
    }
    #[measured(max_s = 100)]
    #[allow(non_camel_case_types)]
    fn shadowed<u64: Into<i32>>(x: u64) -> i32 {
        x.into()
    }
    #[measured(max_s = 100)]
    async fn r#async(r#async: u64) -> u64 {
        r#async
    }
    assert_eq!(once(|| f(1)), 2);
    assert_eq!(once(|| perf_runtime(1)), 1);
    assert_eq!(once(|| größe(1, 2)), 3);
    assert_eq!(once(|| shadowed(1_i8)), 1);
    assert_eq!(once(|| block_on(r#async(1))), 1);
}

#[test]
fn constants_of_any_name() {
    #![allow(non_upper_case_globals, non_camel_case_types, dead_code)]
    const __perf_guard: u8 = 1;
    const __perf_result: u8 = 2;
    const __perf_future: u8 = 3;
    const guard: u8 = 4;
    const result: u8 = 5;
    const site: u8 = 6;
    const value: u8 = 7;
    struct future;
    static __perf_phase: u8 = 8;
    #[measured(max_s = 100)]
    fn f(x: u8) -> u8 {
        perf_runtime::phase!("whole");
        x + __perf_guard + __perf_result + guard
    }
    #[measured(max_s = 100)]
    async fn g(x: u8) -> u8 {
        x + __perf_future
    }
    assert_eq!(f(1), 8);
    assert_eq!(once(|| block_on(g(1))), 4);
}

#[test]
fn labels_and_breaks_with_values() {
    #[measured(max_s = 100)]
    fn f(x: u32) -> u32 {
        'body: {
            if x > 3 {
                break 'body 1;
            }
            'a: loop {
                break 'a 2;
            }
        }
    }
    assert_eq!(once(|| f(1)), 2);
    assert_eq!(once(|| f(4)), 1);
}

#[test]
fn conditions_that_return() {
    #[measured(max_s = 100)]
    fn f(x: u32) -> bool {
        x < 3 && { return true } || x == 7
    }
    #[measured(max_s = 100)]
    fn g(x: Option<u32>) -> u32 {
        let Some(x) = x else { return 0 };
        match x {
            1 => return 1,
            _ => loop {
                break x;
            },
        }
    }
    assert!(once(|| f(1)));
    assert!(once(|| f(7)));
    assert_eq!(once(|| g(None)), 0);
    assert_eq!(once(|| g(Some(2))), 2);
}

#[test]
fn temporaries_that_borrow_locals_at_the_tail() {
    #[measured(max_s = 100)]
    fn f() -> usize {
        let cell = RefCell::new(vec![1]);
        cell.borrow().len()
    }
    #[measured(max_s = 100)]
    async fn g() -> usize {
        let cell = RefCell::new(vec![1]);
        yield_now().await;
        cell.borrow().len()
    }
    assert_eq!(once(f), 1);
    assert_eq!(once(|| block_on(g())), 1);
}

#[test]
fn twenty_arguments() {
    macro_rules! sum {
        ($($name:ident)*) => {
            #[measured(max_s = 100)]
            fn sum($($name: u64),*) -> u64 {
                0 $(+ $name)*
            }
            #[measured(max_s = 100)]
            async fn later($(mut $name: String),*) -> usize {
                $($name.push('a');)*
                0 $(+ $name.len())*
            }
        };
    }
    sum!(a b c d e f g h i j k l m n o p q r s t);
    assert_eq!(
        once(|| sum(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
        20
    );
    let x = String::new;
    let call = || {
        later(
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
            x(),
        )
    };
    assert_eq!(once(|| block_on(call())), 20);
}

#[test]
fn impls_for_types_of_every_kind() {
    trait Size {
        fn size(&self) -> usize;
    }
    impl Size for fn(u8) -> u8 {
        #[measured(max_s = 100)]
        fn size(&self) -> usize {
            size_of_val(self)
        }
    }
    impl<T: ?Sized> Size for *const T {
        #[measured(max_s = 100)]
        fn size(&self) -> usize {
            size_of_val(self)
        }
    }
    impl Size for dyn Display + '_ {
        #[measured(max_s = 100)]
        fn size(&self) -> usize {
            size_of_val(self)
        }
    }
    impl<T, const N: usize> Size for [T; N] {
        #[measured(max_s = 100)]
        fn size(&self) -> usize {
            N
        }
    }
    assert_eq!(
        once(|| (u8::swap_bytes as fn(u8) -> u8).size()),
        size_of::<usize>()
    );
    assert_eq!(once(|| (&raw const *"a").size()), 2 * size_of::<usize>());
    assert_eq!(once(|| (&1_u8 as &dyn Display).size()), 1);
    assert_eq!(once(|| [1, 2].size()), 2);
}
