//! What goes in: patterns, conditions and names stay as they are.

use super::{measured, once};

#[test]
fn mut_binding() {
    #[measured(max_s = 100)]
    fn f(mut x: u64, mut list: Vec<u64>) -> Vec<u64> {
        x += 1;
        list.push(x);
        list
    }
    assert_eq!(once(|| f(1, vec![])), [2]);
}

#[test]
fn tuple_struct_and_array_patterns() {
    struct Point {
        x: u8,
        y: u8,
    }
    #[measured(max_s = 100)]
    fn f((a, mut b): (u8, u8), Point { x, y: z }: Point, [first, .., last]: [u8; 4]) -> u8 {
        b += 1;
        a + b + x + z + first + last
    }
    assert_eq!(once(|| f((1, 1), Point { x: 1, y: 1 }, [1, 5, 5, 1])), 7);
}

#[test]
fn reference_patterns() {
    #[measured(max_s = 100)]
    fn f(&a: &u8, &(b, ref c): &(u8, String), &mut d: &mut u8) -> usize {
        usize::from(a + b + d) + c.len()
    }
    assert_eq!(once(|| f(&1, &(1, String::from("a")), &mut 1)), 4);
}

#[test]
fn ref_bindings() {
    #[measured(max_s = 100)]
    #[expect(clippy::toplevel_ref_arg)]
    fn f(ref a: String, ref mut b: String) -> usize {
        b.push('x');
        a.len() + b.len()
    }
    assert_eq!(once(|| f(String::from("a"), String::new())), 2);
}

#[test]
fn wildcards_and_underscored_names() {
    #[measured(max_s = 100)]
    fn f(_: String, _unused: u64, (_, x): (u8, u8)) -> u8 {
        x
    }
    assert_eq!(once(|| f(String::new(), 1, (1, 2))), 2);
}

#[test]
fn bindings_with_subpatterns() {
    #[measured(max_s = 100)]
    fn f(whole @ (a, _): (u8, u8)) -> u8 {
        whole.1 + a
    }
    assert_eq!(once(|| f((1, 2))), 3);
}

#[test]
fn nested_irrefutable_patterns() {
    struct Wrapper<T>(T);
    #[measured(max_s = 100)]
    fn f(Wrapper((a, [b, c])): Wrapper<(u8, [u8; 2])>) -> u8 {
        a + b + c
    }
    assert_eq!(once(|| f(Wrapper((1, [2, 3])))), 6);
}

#[test]
fn conditional_parameters() {
    #[measured(max_s = 100)]
    fn f(#[cfg(not(any()))] x: u64, #[cfg(any())] y: NoSuchType, #[cfg(any())] z: u64) -> u64 {
        x + 1
    }
    assert_eq!(once(|| f(1)), 2);
}

#[test]
fn conditional_alternatives_of_one_parameter() {
    #[measured(max_s = 100)]
    fn f(#[cfg(any())] x: u8, #[cfg(not(any()))] x: u64) -> u64 {
        x * 2
    }
    assert_eq!(once(|| f(2)), 4);
}

#[test]
fn parameters_with_lint_levels() {
    #[measured(max_s = 100)]
    fn f(#[expect(unused_variables)] x: u64, #[expect(unused_mut)] mut y: u64) -> u64 {
        y
    }
    assert_eq!(once(|| f(1, 2)), 2);
}

#[test]
fn parameters_named_like_ours() {
    #[measured(max_s = 100)]
    fn f(__perf_guard: u64, __perf_result: u64, __perf_future: &str) -> u64 {
        let __perf_info = __perf_guard;
        __perf_guard + __perf_result + __perf_info + __perf_future.len() as u64
    }
    assert_eq!(once(|| f(1, 2, "a")), 5);
}

#[test]
fn raw_names() {
    #[measured(max_s = 100)]
    fn r#match(r#type: u64, r#async: &str) -> u64 {
        r#type + r#async.len() as u64
    }
    assert_eq!(once(|| r#match(1, "ab")), 3);
}

#[test]
fn shadowed_parameters() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> u64 {
        let x = x + 1;
        let x = x * 2;
        x
    }
    assert_eq!(once(|| f(1)), 4);
}

#[test]
fn scalar_parameters_of_every_use() {
    #[measured(max_s = 100)]
    fn f(a: u64, mut b: u64, c: u64, d: u64, n: usize) -> u64 {
        b += a;
        let add = |x: u64| x + c;
        let by_move = move |x: u64| x + d;
        let list = [1_u64; 8];
        list[..n].iter().map(|x| add(*x) + by_move(*x)).sum::<u64>() + b
    }
    assert_eq!(once(|| f(1, 2, 3, 4, 2)), 21);
}

#[test]
fn scalar_parameter_lent_mutably() {
    #[measured(max_s = 100)]
    fn f(mut x: u64) -> u64 {
        let lent = &mut x;
        *lent += 1;
        x
    }
    assert_eq!(once(|| f(1)), 2);
}

#[test]
fn scalar_parameter_only_in_a_format_string() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> String {
        format!("{x:03}")
    }
    assert_eq!(once(|| f(7)), "007");
}

#[test]
fn scalar_parameter_matched() {
    #[measured(max_s = 100)]
    fn f(x: u8, flag: bool) -> u8 {
        match x {
            0 if flag => 1,
            x @ 1..=9 => x,
            _ => 99,
        }
    }
    assert_eq!(once(|| f(0, true)), 1);
    assert_eq!(once(|| f(5, true)), 5);
}

#[test]
fn slice_shortened_in_place() {
    #[measured(max_s = 100)]
    fn f(mut rest: &[u8]) -> u64 {
        let mut sum = 0;
        while let [first, more @ ..] = rest {
            sum += u64::from(*first);
            rest = more;
        }
        sum
    }
    assert_eq!(once(|| f(&[1, 2, 3])), 6);
}

#[test]
fn argument_of_the_functions_own_name() {
    #[measured(max_s = 100)]
    fn value(value: u64) -> u64 {
        value
    }
    assert_eq!(once(|| value(1)), 1);
}

#[test]
fn function_pointers_and_variadic_like_tuples() {
    #[measured(max_s = 100)]
    fn f(calls: (fn(u8) -> u8, &dyn Fn(u8) -> u8), x: u8) -> u8 {
        (calls.0)(x) + (calls.1)(x)
    }
    assert_eq!(once(|| f((|x| x, &|x| x + 1), 1)), 3);
}

#[test]
fn never_typed_argument() {
    enum Never {}
    #[measured(max_s = 100)]
    fn f(x: Result<u8, Never>) -> u8 {
        match x {
            Ok(x) => x,
            Err(never) => match never {},
        }
    }
    assert_eq!(once(|| f(Ok(1))), 1);
}

#[test]
fn unsized_behind_pointers() {
    #[measured(max_s = 100)]
    fn f(a: &[u8], b: Box<str>, c: std::rc::Rc<[u8]>) -> usize {
        a.len() + b.len() + c.len()
    }
    assert_eq!(once(|| f(&[1], "a".into(), [1].into())), 3);
}
