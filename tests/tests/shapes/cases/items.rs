//! Where functions stand, and what stands in them.

use super::{measured, once};

#[test]
fn function_in_an_annotated_function() {
    #[measured(max_s = 100)]
    fn outer(x: u64) -> u64 {
        fn bare(x: u64) -> u64 {
            x + 1
        }
        bare(x) * 2
    }
    assert_eq!(once(|| outer(1)), 4);
}

#[test]
fn annotated_function_in_a_bare_one() {
    fn outer(x: u64) -> u64 {
        #[measured(max_s = 100)]
        fn inner(x: u64) -> u64 {
            x + 1
        }
        inner(x)
    }
    assert_eq!(once(|| outer(1)), 2);
}

#[test]
fn in_blocks_closures_and_constants() {
    let call = |x: u8| {
        #[measured(max_s = 100)]
        fn inner(x: u8) -> u8 {
            x + 1
        }
        {
            #[measured(max_s = 100)]
            fn inner(x: u8) -> u8 {
                x + 2
            }
            assert_eq!(once(|| inner(x)), x + 2);
        }
        once(|| inner(x))
    };
    const CALL: fn() -> u8 = {
        #[measured(max_s = 100)]
        fn inner() -> u8 {
            7
        }
        inner
    };
    assert_eq!(call(1), 2);
    assert_eq!(once(CALL), 7);
}

#[test]
fn body_of_items_only() {
    #[measured(max_s = 100)]
    #[expect(dead_code)]
    fn f() {
        fn inner() {}
        struct S;
    }
    once(f);
}

#[test]
fn items_after_statements() {
    #[measured(max_s = 100)]
    #[expect(clippy::items_after_statements)]
    fn f(x: u64) -> u64 {
        let y = x + LATE;
        const LATE: u64 = 3;
        y + helper()
    }
    fn helper() -> u64 {
        1
    }
    assert_eq!(once(|| f(1)), 5);
}

#[test]
fn items_of_every_kind() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> String {
        use std::collections::HashMap as Map;
        const N: u64 = 2;
        static TEXT: &str = "text";
        type Pair = (u64, &'static str);
        struct Local(Pair);
        enum Choice {
            One(Local),
        }
        trait Show {
            fn show(&self) -> String;
        }
        impl Show for Choice {
            fn show(&self) -> String {
                let Self::One(local) = self;
                format!("{}{}", local.0.0, local.0.1)
            }
        }
        macro_rules! twice {
            ($x:expr) => {
                $x * N
            };
        }
        let map: Map<u64, Choice> = Map::from([(x, Choice::One(Local((twice!(x), TEXT))))]);
        map[&x].show()
    }
    assert_eq!(once(|| f(2)), "4text");
}

#[test]
fn glob_imports_of_the_body() {
    mod names {
        pub(super) const SITE: u64 = 1;
        pub(super) struct Some(pub(super) u64);
        pub(super) fn pin(x: u64) -> u64 {
            x
        }
    }
    #[measured(max_s = 100)]
    fn f() -> u64 {
        use names::*;
        let Some(x) = Some(pin(SITE));
        x
    }
    assert_eq!(once(f), 1);
}

#[test]
fn same_names_in_modules_types_and_traits() {
    mod a {
        #[super::measured(max_s = 100)]
        pub(super) fn run() -> u8 {
            1
        }
    }
    mod b {
        #[super::measured(max_s = 100)]
        pub(super) fn run() -> u8 {
            2
        }
    }
    struct S;
    impl S {
        #[measured(max_s = 100)]
        fn run() -> u8 {
            3
        }
    }
    struct T;
    impl T {
        #[measured(max_s = 100)]
        fn run() -> u8 {
            4
        }
    }
    assert_eq!([a::run, b::run, S::run, T::run].map(once), [1, 2, 3, 4]);
}

#[test]
fn functions_out_of_fragments() {
    macro_rules! function {
        ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),*) -> $ret:ty $body:block) => {
            #[measured(max_s = 100)]
            $(#[$meta])*
            $vis fn $name($($arg: $ty),*) -> $ret $body
        };
    }
    function! {
        /// Documented.
        #[inline]
        pub(self) fn f(x: u64, y: &str) -> u64 {
            x + y.len() as u64
        }
    }
    function!(
        fn g(list: Vec<u8>) -> Vec<u8> {
            list
        }
    );
    assert_eq!(once(|| f(1, "a")), 2);
    assert_eq!(once(|| g(vec![1])), [1]);
}

#[test]
fn whole_items_and_methods_out_of_fragments() {
    macro_rules! annotated {
        ($item:item) => {
            #[measured(max_s = 100)]
            $item
        };
    }
    macro_rules! methods {
        ($type:ty, $($name:ident = $value:expr),*) => {
            impl $type {
                $(#[measured(max_s = 100)]
                fn $name(&self) -> u64 { self.0 + $value })*
            }
        };
    }
    annotated! {
        fn f(x: u64) -> u64 {
            x + 1
        }
    }
    struct S(u64);
    methods!(S, one = 1, two = 1 + 1);
    assert_eq!(once(|| f(1)), 2);
    assert_eq!(once(|| S(1).one()) + once(|| S(1).two()), 5);
}

#[test]
fn types_patterns_and_lifetimes_out_of_fragments() {
    macro_rules! function {
        ($name:ident, $life:lifetime, $pat:pat, $ty:ty, $ret:ty, $body:expr) => {
            #[measured(max_s = 100)]
            fn $name<$life>($pat: $ty, text: &$life str) -> ($ret, &$life str) {
                ($body, text)
            }
        };
    }
    function!(f, 'a, (_x, _), (u64, u64), u64, 5);
    assert_eq!(once(|| f((1, 2), "a")), (5, "a"));
}

#[test]
fn limits_out_of_fragments() {
    macro_rules! limited {
        ($name:ident, $limit:expr, $other:literal) => {
            #[measured(max_s = $limit, max_p99_s = $other)]
            fn $name() -> u8 {
                1
            }
        };
    }
    #[allow(dead_code, reason = "the bare twin has no limits")]
    const SECONDS: f64 = 100.0;
    limited!(f, SECONDS * 2.0, 1e3);
    limited!(g, 100, 200.5);
    assert_eq!(once(f) + once(g), 2);
}

#[test]
fn hygienic_names_stay_apart() {
    macro_rules! function {
        ($name:ident, $x:ident) => {
            #[measured(max_s = 100)]
            fn $name($x: u64) -> u64 {
                let x = 10;
                $x + x
            }
        };
    }
    function!(f, x);
    assert_eq!(once(|| f(1)), 11);
}

#[test]
fn hygienic_parameters_stay_apart() {
    macro_rules! function {
        ($x:ident, $value:expr) => {
            #[measured(max_s = 100)]
            fn hygienic(x: u64, $x: u64) -> u64 {
                let sum = x * 10 + $x;
                sum
            }
            assert_eq!(once(|| hygienic(1, $value)), 12);
        };
    }
    function!(x, 2);
}

#[test]
fn bodies_of_single_expressions_from_macros() {
    macro_rules! constant {
        ($name:ident, $value:expr) => {
            #[measured(max_s = 100)]
            fn $name() -> u64 {
                $value
            }
        };
    }
    constant!(f, 1 + 2);
    constant!(g, if true { 3 } else { 4 });
    assert_eq!(once(f) + once(g), 6);
}

#[test]
fn macros_that_shadow_the_standard_ones() {
    macro_rules! shadow {
        ($($name:ident)*) => {
            $(#[allow(unused_macros)]
            macro_rules! $name {
                () => {
                    compile_error!("not this one")
                };
            })*
        };
    }
    shadow!(concat file line column module_path option_env stringify cfg env panic);
    #[measured(max_s = 100, name = "shadowed")]
    fn f() -> u8 {
        1
    }
    assert_eq!(once(f), 1);
}

#[test]
fn recursion() {
    #[measured(max_s = 100)]
    fn factorial(n: u64) -> u64 {
        if n == 0 { 1 } else { n * factorial(n - 1) }
    }
    assert_eq!(factorial(10), 3_628_800);
}

#[test]
fn mutual_recursion() {
    #[measured(max_s = 100)]
    fn even(n: u64) -> bool {
        n == 0 || odd(n - 1)
    }
    #[measured(max_s = 100)]
    fn odd(n: u64) -> bool {
        n != 0 && even(n - 1)
    }
    assert!(even(100));
}

/// A test's thread has a stack of 2 MiB.
const DEPTH: u32 = 10_000;

#[test]
fn deep_recursion() {
    #[measured(max_s = 100)]
    fn down(n: u32) -> u32 {
        if n == 0 { 0 } else { down(n - 1) + 1 }
    }
    assert_eq!(down(DEPTH), DEPTH);
}

#[test]
fn deep_mutual_recursion_over_references() {
    #[measured(max_s = 100)]
    fn ping<'a>(n: u32, log: &'a mut Vec<u32>) -> &'a mut Vec<u32> {
        if n == 0 {
            return log;
        }
        pong(n - 1, log)
    }
    #[measured(max_s = 100)]
    fn pong<'a>(n: u32, log: &'a mut Vec<u32>) -> &'a mut Vec<u32> {
        if n == 0 {
            return log;
        }
        log.push(n);
        ping(n - 1, log)
    }
    assert_eq!(ping(DEPTH, &mut vec![]).len(), DEPTH as usize / 2);
}

#[test]
fn statics_of_the_body_are_the_functions_own() {
    use std::sync::atomic::{AtomicU8, Ordering};
    #[measured(max_s = 100)]
    fn count() -> u8 {
        static CALLS: AtomicU8 = AtomicU8::new(0);
        CALLS.fetch_add(1, Ordering::Relaxed)
    }
    assert_eq!([once(count), once(count)], [0, 1]);
}

#[test]
fn const_blocks_and_thread_locals_of_the_body() {
    use std::cell::Cell;
    #[measured(max_s = 100)]
    fn f() -> usize {
        thread_local!(static CELL: Cell<usize> = const { Cell::new(1) });
        CELL.with(|cell| cell.replace(cell.get() * 2)) + const { 1 + 1 }
    }
    assert_eq!([once(f), once(f)], [3, 4]);
}
