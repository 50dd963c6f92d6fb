//! Generics and lifetimes: the signature stays what it was.

use super::{measured, once};

#[test]
fn nothing_in_nothing_out() {
    #[measured(max_s = 100)]
    fn f() {}
    once(f);
}

#[test]
fn scalars() {
    #[measured(max_s = 100)]
    fn f(a: u64, b: f64, c: bool, d: char) -> f64 {
        if c { a as f64 * b } else { f64::from(d as u32) }
    }
    assert_eq!(once(|| f(3, 0.5, true, 'x')), 1.5);
}

#[test]
fn generic_with_where() {
    #[measured(max_s = 100)]
    fn f<T, U>(a: T, b: U) -> Vec<T>
    where
        T: Clone + From<U>,
        U: Copy,
    {
        vec![a.clone(), b.into(), a]
    }
    assert_eq!(once(|| f(1_u64, 2_u8)), [1, 2, 1]);
}

#[test]
fn every_instantiation_is_the_same_site() {
    #[measured(max_s = 100)]
    fn f<T: ToString>(value: T) -> String {
        value.to_string()
    }
    assert_eq!(once(|| f(1)), "1");
    assert_eq!(once(|| f("x")), "x");
}

#[test]
fn type_parameters_that_borrow() {
    #[measured(max_s = 100)]
    fn f<T: PartialOrd>(a: T, b: T) -> T {
        if a < b { b } else { a }
    }
    let (short, long) = (String::from("a"), String::from("b"));
    assert_eq!(once(|| f(&short[..], &long[..])), "b");
}

#[test]
fn const_generics() {
    #[measured(max_s = 100)]
    fn f<const N: usize, T: Default + Copy>() -> [T; N] {
        [T::default(); N]
    }
    assert_eq!(once(f::<3, u8>), [0; 3]);
}

#[test]
fn const_generic_expressions_in_the_signature() {
    struct Buffer<const N: usize>([u8; N]);
    #[measured(max_s = 100)]
    fn f(buffer: Buffer<{ 1 + 2 }>) -> Buffer<3> {
        buffer
    }
    assert_eq!(once(|| f(Buffer([7; 3]))).0, [7; 3]);
}

#[test]
fn unsized_type_parameter() {
    #[measured(max_s = 100)]
    fn f<T: ?Sized + AsRef<str>>(value: &T) -> usize {
        value.as_ref().len()
    }
    assert_eq!(once(|| f("four")), 4);
}

#[test]
fn higher_ranked_bound() {
    #[measured(max_s = 100)]
    fn f<F>(call: F) -> usize
    where
        F: for<'a> Fn(&'a str) -> &'a str,
    {
        call(&String::from(" x ")).len()
    }
    assert_eq!(once(|| f(str::trim)), 1);
}

#[test]
fn higher_ranked_function_pointer_argument() {
    #[measured(max_s = 100)]
    fn f(call: for<'a> fn(&'a str, &str) -> &'a str) -> String {
        call("a", "b").to_owned()
    }
    assert_eq!(once(|| f(|a, _| a)), "a");
}

#[test]
fn late_bound_lifetime() {
    #[measured(max_s = 100)]
    fn f<'a>(text: &'a str, _other: &str) -> &'a str {
        &text[1..]
    }
    let pointer: for<'a> fn(&'a str, &str) -> &'a str = f;
    assert_eq!(once(|| pointer("abc", "")), "bc");
}

#[test]
fn early_bound_and_ordered_lifetimes() {
    #[measured(max_s = 100)]
    fn f<'a: 'b, 'b>(long: &'a str, short: &'b str) -> &'b str
    where
        'a: 'b,
    {
        if short.is_empty() { long } else { short }
    }
    assert_eq!(once(|| f("long", "")), "long");
}

#[test]
fn elided_mutable_return() {
    #[measured(max_s = 100)]
    fn f(list: &mut [u8]) -> &mut u8 {
        &mut list[0]
    }
    let mut list = [1, 2];
    *once(|| f(&mut list)) = 5;
    assert_eq!(list, [5, 2]);
}

#[test]
fn mutable_borrow_across_a_loop() {
    #[measured(max_s = 100)]
    fn f<'a>(lists: &'a mut [Vec<u8>], wanted: u8) -> Option<&'a mut u8> {
        for list in lists {
            if let Some(found) = list.iter_mut().find(|x| **x == wanted) {
                return Some(found);
            }
        }
        None
    }
    let mut lists = [vec![1], vec![2, 3]];
    *once(|| f(&mut lists, 3)).unwrap() = 9;
    assert_eq!(lists[1], [2, 9]);
}

#[test]
fn static_lifetime() {
    #[measured(max_s = 100)]
    fn f() -> &'static str {
        "static"
    }
    assert_eq!(once(f), "static");
}

#[test]
fn function_item_is_zero_sized() {
    #[measured(max_s = 100)]
    fn f(x: u8) -> u8 {
        x
    }
    assert_eq!(size_of_val(&f), 0);
    assert_eq!(once(|| [1].map(f)), [1]);
}

#[test]
fn turbofish() {
    #[measured(max_s = 100)]
    fn f<T: std::str::FromStr>(text: &str) -> Option<T> {
        text.parse().ok()
    }
    assert_eq!(once(|| f::<u8>("3")), Some(3));
}

#[test]
fn impl_trait_arguments() {
    #[measured(max_s = 100)]
    fn f(items: impl IntoIterator<Item = impl Into<u64>>, mut each: impl FnMut(u64)) {
        for item in items {
            each(item.into());
        }
    }
    let mut sum = 0;
    once(|| f([1_u8, 2], |x| sum += x));
    assert_eq!(sum, 3);
}

#[test]
fn dyn_arguments() {
    #[measured(max_s = 100)]
    fn f(call: &dyn Fn(u8) -> u8, show: &(dyn std::fmt::Debug + Send)) -> String {
        format!("{}{show:?}", call(1))
    }
    assert_eq!(once(|| f(&|x| x + 1, &"a")), "2\"a\"");
}

#[test]
fn closures_that_borrow_what_they_return() {
    #[measured(max_s = 100)]
    fn f<'a, F: FnOnce(&'a [u8]) -> &'a u8>(list: &'a [u8], pick: F) -> &'a u8 {
        pick(list)
    }
    assert_eq!(*once(|| f(&[1, 2], |l| &l[1])), 2);
}

#[test]
fn captured_lifetimes_are_named() {
    #[measured(max_s = 100)]
    fn f<'a, T>(list: &'a [u8], _unused: &T) -> impl Iterator<Item = u8> + use<'a, T> {
        list.iter().map(|x| x * 2)
    }
    let list = [1, 2];
    let doubled = {
        let shorter = String::new();
        once(|| f(&list, &shorter.len()).collect::<Vec<_>>())
    };
    assert_eq!(doubled, [2, 4]);
}

#[test]
fn associated_types_in_the_signature() {
    #[measured(max_s = 100)]
    fn f<I>(items: I) -> Option<<I as IntoIterator>::Item>
    where
        I: IntoIterator<IntoIter: DoubleEndedIterator>,
    {
        items.into_iter().next_back()
    }
    assert_eq!(once(|| f([1, 2, 3])), Some(3));
}

#[test]
fn neither_debug_nor_clone_is_asked_for() {
    struct Opaque(u8);
    #[measured(max_s = 100)]
    fn f(value: Opaque) -> Opaque {
        Opaque(value.0 + 1)
    }
    assert_eq!(once(|| f(Opaque(1))).0, 2);
}

#[test]
fn neither_send_nor_static_is_asked_for() {
    use std::cell::Cell;
    use std::rc::Rc;
    #[measured(max_s = 100)]
    fn f<'a>(cell: Rc<&'a Cell<u8>>) -> Rc<&'a Cell<u8>> {
        cell.set(cell.get() + 1);
        cell
    }
    let cell = Cell::new(1);
    once(|| f(Rc::new(&cell)));
    assert_eq!(cell.get(), 2);
}

#[test]
fn many_arguments() {
    #[measured(max_s = 100)]
    #[expect(clippy::too_many_arguments)]
    fn f(a: u8, b: u16, c: u32, d: u64, e: i8, g: i16, h: i32, i: i64, j: f32, k: f64) -> f64 {
        f64::from(a)
            + f64::from(b)
            + f64::from(c)
            + d as f64
            + f64::from(e)
            + f64::from(g)
            + f64::from(h)
            + i as f64
            + f64::from(j)
            + k
    }
    assert_eq!(once(|| f(1, 1, 1, 1, 1, 1, 1, 1, 1.0, 1.0)), 10.0);
}

#[test]
fn wide_scalars() {
    #[measured(max_s = 100)]
    fn f(a: u128, b: i128) -> i128 {
        a as i128 - b
    }
    assert_eq!(once(|| f(1, -1)), 2);
}
