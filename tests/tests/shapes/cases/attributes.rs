//! Other attributes on and in the function keep their meaning.

use super::{measured, once};
use std::panic::Location;

#[test]
fn track_caller_by_result() {
    #[measured(max_s = 100)]
    #[track_caller]
    fn f() -> &'static Location<'static> {
        Location::caller()
    }
    let here = line!() + 1;
    assert_eq!(once(|| f().line()), here);
}

#[test]
fn track_caller_above() {
    #[track_caller]
    #[measured(max_s = 100)]
    fn f(x: u32) -> u32 {
        Location::caller().line() + x
    }
    let here = line!() + 1;
    assert_eq!(once(|| f(0)), here);
}

#[test]
fn track_caller_through_callees() {
    #[track_caller]
    fn inner() -> u32 {
        Location::caller().line()
    }
    #[measured(max_s = 100)]
    #[track_caller]
    fn f() -> u32 {
        inner()
    }
    let here = line!() + 1;
    assert_eq!(once(|| f()), here);
}

#[test]
fn locations_inside_are_those_of_the_source() {
    #[measured(max_s = 100)]
    fn f() -> (u32, u32, &'static str) {
        (line!(), column!(), module_path!())
    }
    let (line, column, module) = once(f);
    assert_eq!((line, column), (line!() - 3, 19));
    assert_eq!(module, module_path!());
}

#[test]
fn inline_and_cold() {
    #[inline(always)]
    #[measured(max_s = 100)]
    fn f(x: u8) -> u8 {
        x
    }
    #[measured(max_s = 100)]
    #[inline(never)]
    #[cold]
    fn g(x: u8) -> u8 {
        x
    }
    assert_eq!(once(|| f(1)) + once(|| g(1)), 2);
}

#[test]
fn must_use_and_deprecated() {
    #[measured(max_s = 100)]
    #[must_use = "reasons"]
    #[deprecated(note = "old")]
    fn f() -> u8 {
        1
    }
    #[expect(deprecated, unused_must_use)]
    once(|| {
        f();
    });
}

#[test]
fn expectations_are_met_once() {
    #[expect(unused_variables)]
    #[measured(max_s = 100)]
    fn above(x: u64) {}
    #[measured(max_s = 100)]
    #[expect(unused_mut, unused_assignments, reason = "on purpose")]
    fn below(mut x: u8) -> u8 {
        let mut y = 1;
        y = x;
        y
    }
    #[measured(max_s = 100)]
    #[expect(clippy::unwrap_used, clippy::needless_pass_by_value)]
    fn clippy(x: Option<String>) -> usize {
        x.as_ref().unwrap().len()
    }
    once(|| above(1));
    assert_eq!(once(|| below(2)), 2);
    assert_eq!(once(|| clippy(Some(String::new()))), 0);
}

#[test]
fn doc_comments() {
    /// Says nothing.
    ///
    /// ```text
    /// f()
    /// ```
    #[measured(max_s = 100)]
    /** In two styles. */
    fn f() -> u8 {
        //! Inner, too.
        1
    }
    assert_eq!(once(f), 1);
}

#[test]
fn inner_attributes() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> u64 {
        #![allow(unused_variables)]
        #![expect(unused_mut)]
        let mut y = 1;
        let unused = y;
        x
    }
    assert_eq!(once(|| f(3)), 3);
}

#[test]
fn conditions_on_the_function() {
    #[cfg(not(any()))]
    #[measured(max_s = 100)]
    #[cfg(not(any()))]
    fn f() -> u8 {
        1
    }
    #[cfg(any())]
    #[measured(max_s = 100)]
    fn f() -> u8 {
        2
    }
    #[measured(max_s = 100)]
    #[cfg(any())]
    fn f() -> u8 {
        3
    }
    assert_eq!(once(f), 1);
}

#[test]
fn conditional_attributes() {
    #[cfg_attr(not(any()), measured(max_s = 100))]
    #[cfg_attr(not(any()), inline(never), must_use)]
    #[cfg_attr(any(), no_such_attribute)]
    fn f() -> u8 {
        1
    }
    #[measured(max_s = 100)]
    #[cfg_attr(not(any()), inline)]
    fn g() -> u8 {
        1
    }
    assert_eq!(once(f) + once(g), 2);
}

#[test]
fn conditions_in_the_body_and_on_its_tail() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> u64 {
        #[cfg(any())]
        let x = no_such_function(x);
        #[cfg(not(any()))]
        let x = x + 1;
        #[cfg(any())]
        {
            no_such_tail
        }
        #[cfg(not(any()))]
        {
            x * 2
        }
    }
    assert_eq!(once(|| f(1)), 4);
}

#[test]
fn attributes_on_statements_and_expressions() {
    #[measured(max_s = 100)]
    fn f(x: Option<u8>) -> u8 {
        #[expect(unused_variables)]
        let unused = 1;
        match x {
            #[cfg(any())]
            None => return 3,
            Some(x) => return x,
            _ => {}
        }
        #[rustfmt::skip]
        let y = 0;
        y
    }
    assert_eq!(once(|| f(Some(1))), 1);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn target_feature() {
    use std::arch::x86_64::{_mm_cvtsi128_si32, _mm_set1_epi32, _mm_shuffle_epi8};
    #[measured(max_s = 100)]
    #[target_feature(enable = "ssse3")]
    fn f(x: i32) -> i32 {
        let spread = _mm_set1_epi32(x);
        let swap = || _mm_shuffle_epi8(spread, _mm_set1_epi32(0));
        _mm_cvtsi128_si32(swap())
    }
    if is_x86_feature_detected!("ssse3") {
        // SAFETY: the feature has been found.
        assert_eq!(once(|| unsafe { f(1) }), 0x0101_0101);
    }
}

#[test]
fn link_section() {
    #[measured(max_s = 100)]
    #[cfg_attr(target_os = "linux", unsafe(link_section = ".text.perf_tests"))]
    fn f() -> u8 {
        1
    }
    assert_eq!(once(f), 1);
}

#[test]
fn visibility_of_every_kind() {
    mod inner {
        use super::measured;
        #[measured(max_s = 100)]
        pub(in super::super) fn a() -> u8 {
            1
        }
        #[measured(max_s = 100)]
        pub(super) fn b() -> u8 {
            1
        }
        #[measured(max_s = 100)]
        pub(crate) fn c() -> u8 {
            1
        }
        #[measured(max_s = 100)]
        #[expect(unreachable_pub)]
        pub fn d() -> u8 {
            1
        }
    }
    for f in [inner::a, inner::b, inner::c, inner::d] {
        assert_eq!(once(f), 1);
    }
}

#[test]
fn unsafe_functions() {
    #[measured(max_s = 100)]
    unsafe fn f(x: *const u64) -> u64 {
        // SAFETY: as asked of the caller.
        unsafe { *x }
    }
    #[measured(max_s = 100)]
    #[expect(unsafe_op_in_unsafe_fn)]
    unsafe fn g(x: *mut Vec<u8>) -> &'static [u8] {
        (*x).push(1);
        &*x
    }
    let mut list = vec![];
    // SAFETY: pointers from references.
    unsafe {
        assert_eq!(once(|| f(&3)), 3);
        assert_eq!(once(|| g(&raw mut list)), [1]);
    }
}

#[test]
fn foreign_calling_conventions() {
    #[measured(max_s = 100)]
    extern "C" fn f(x: i32) -> i32 {
        x + 1
    }
    #[measured(max_s = 100)]
    unsafe extern "C-unwind" fn g(x: *const i32) -> i32 {
        // SAFETY: as asked of the caller.
        unsafe { *x }
    }
    #[measured(max_s = 100)]
    extern "system" fn h(text: Option<extern "C" fn(i32) -> i32>) -> i32 {
        text.map_or(0, |f| f(1))
    }
    let pointer: extern "C" fn(i32) -> i32 = f;
    assert_eq!(once(|| pointer(1)), 2);
    // SAFETY: a pointer from a reference.
    assert_eq!(once(|| unsafe { g(&4) }), 4);
    extern "C" fn bare(x: i32) -> i32 {
        x
    }
    assert_eq!(once(|| h(Some(bare))), 1);
}

#[test]
fn unwinding_through_c_unwind() {
    #[measured(max_s = 100)]
    extern "C-unwind" fn f() {
        std::panic::resume_unwind(Box::new(1));
    }
    once(|| std::panic::catch_unwind(|| f())).unwrap_err();
}
