//! What comes out: coercions, inference and divergence are those of the bare function.

use super::{measured, once};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Display;

#[test]
fn impl_trait() {
    #[measured(max_s = 100)]
    fn f(n: u8) -> impl Iterator<Item = u8> + Clone {
        (0..n).filter(|x| x % 2 == 0)
    }
    assert_eq!(once(|| f(5)).clone().count(), 3);
}

#[test]
fn impl_trait_nested_in_result() {
    #[measured(max_s = 100)]
    fn f(ok: bool) -> Result<impl Display, impl Error> {
        if ok { Ok(1) } else { Err(std::fmt::Error) }
    }
    assert_eq!(once(|| f(true)).unwrap().to_string(), "1");
}

#[test]
fn impl_trait_in_a_tuple() {
    #[measured(max_s = 100)]
    fn f() -> (impl Fn(u8) -> u8, Option<impl Display>) {
        (|x| x + 1, Some("a"))
    }
    let (add, text) = once(f);
    assert_eq!(format!("{}{}", add(1), text.unwrap()), "2a");
}

#[test]
fn impl_trait_of_impl_trait() {
    #[measured(max_s = 100)]
    fn f() -> impl Iterator<Item = impl Display> {
        [1, 2].into_iter()
    }
    assert_eq!(once(f).map(|x| x.to_string()).collect::<String>(), "12");
}

#[test]
fn closure_with_a_higher_ranked_signature() {
    #[measured(max_s = 100)]
    fn f() -> impl for<'a> Fn(&'a str) -> &'a str {
        |text| text.trim()
    }
    assert_eq!(once(f)(" a "), "a");
}

#[test]
fn closure_that_takes_a_reference() {
    #[measured(max_s = 100)]
    fn f(n: usize) -> impl Fn(&[u8]) -> &[u8] {
        move |list| &list[n..]
    }
    assert_eq!(once(|| f(1))(&[1, 2]), [2]);
}

#[test]
fn boxed_closure() {
    #[measured(max_s = 100)]
    fn f(n: u8) -> Box<dyn Fn(&str) -> String> {
        Box::new(move |text| format!("{text}{n}"))
    }
    assert_eq!(once(|| f(1))("a"), "a1");
}

#[test]
fn boxed_trait_object_at_the_tail_and_at_return() {
    #[measured(max_s = 100)]
    fn f(early: bool) -> Box<dyn Display> {
        if early {
            return Box::new(1);
        }
        Box::new("late")
    }
    assert_eq!(once(|| f(true)).to_string(), "1");
    assert_eq!(once(|| f(false)).to_string(), "late");
}

#[test]
fn unsizing_to_a_slice() {
    #[measured(max_s = 100)]
    fn f(list: &Vec<u8>, early: bool) -> &[u8] {
        if early {
            return list;
        }
        list
    }
    let list = vec![1];
    assert_eq!(once(|| f(&list, true)), [1]);
    assert_eq!(once(|| f(&list, false)), [1]);
}

#[test]
fn array_to_slice() {
    #[measured(max_s = 100)]
    fn f() -> &'static [u8] {
        &[1, 2]
    }
    assert_eq!(once(f), [1, 2]);
}

#[test]
fn closure_to_function_pointer() {
    #[measured(max_s = 100)]
    fn f(early: bool) -> fn(u8) -> u8 {
        if early {
            return |x| x + 1;
        }
        |x| x + 2
    }
    assert_eq!(once(|| f(true))(1) + once(|| f(false))(1), 5);
}

#[test]
fn function_item_to_function_pointer() {
    #[measured(max_s = 100)]
    fn f() -> fn(&str) -> &str {
        str::trim
    }
    assert_eq!(once(f)(" a"), "a");
}

#[test]
fn mutable_to_shared_reference() {
    #[measured(max_s = 100)]
    fn f(text: &mut String) -> &str {
        text.push('a');
        text
    }
    let mut text = String::from("b");
    assert_eq!(once(|| f(&mut text)), "ba");
}

#[test]
fn deref_coercion_of_a_box() {
    #[measured(max_s = 100)]
    #[expect(clippy::borrowed_box)]
    fn f(text: &Box<String>) -> &str {
        text
    }
    let boxed = Box::new(String::from("b"));
    assert_eq!(once(|| f(&boxed)), "b");
}

#[test]
fn inferred_collection() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> BTreeMap<char, usize> {
        text.chars().enumerate().map(|(i, c)| (c, i)).collect()
    }
    assert_eq!(once(|| f("ab"))[&'b'], 1);
}

#[test]
fn inferred_collection_of_results() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> Result<Vec<u8>, std::num::ParseIntError> {
        text.split(' ').map(str::parse).collect()
    }
    assert_eq!(once(|| f("1 2")).unwrap(), [1, 2]);
    assert!(once(|| f("x")).is_err());
}

#[test]
fn inferred_parse_of_a_scalar() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> f64 {
        text.parse().unwrap()
    }
    assert_eq!(once(|| f("1.5")), 1.5);
}

#[test]
fn inferred_scalar_at_return() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> u8 {
        if let Ok(number) = text.parse() {
            return number;
        }
        Default::default()
    }
    assert_eq!(once(|| f("7")), 7);
    assert_eq!(once(|| f("x")), 0);
}

#[test]
fn inferred_sum_and_into() {
    #[measured(max_s = 100)]
    fn f(list: &[u8]) -> u64 {
        let first: u64 = list.iter().copied().map(u64::from).sum();
        first + u64::from(list[0])
    }
    #[measured(max_s = 100)]
    fn g(x: u8) -> u64 {
        x.into()
    }
    assert_eq!(once(|| f(&[1, 2])), 4);
    assert_eq!(once(|| g(2)), 2);
}

#[test]
fn default_of_the_return_type() {
    #[measured(max_s = 100)]
    fn f() -> (u8, Option<String>) {
        Default::default()
    }
    assert_eq!(once(f), (0, None));
}

#[test]
fn question_mark_converts_the_error() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
        let number: u8 = text.parse()?;
        if number == 0 {
            Err("zero")?;
        }
        Ok(number)
    }
    assert_eq!(once(|| f("1")).unwrap(), 1);
    assert_eq!(once(|| f("0")).unwrap_err().to_string(), "zero");
    assert!(once(|| f("x")).is_err());
}

#[test]
fn question_mark_on_an_option() {
    #[measured(max_s = 100)]
    fn f(list: &[u8]) -> Option<u8> {
        Some(*list.first()? + *list.get(1)?)
    }
    assert_eq!(once(|| f(&[1, 2])), Some(3));
    assert_eq!(once(|| f(&[1])), None);
}

#[test]
fn names_that_hide_what_a_coercion_makes() {
    type Boxed = Box<dyn Fn(u8) -> u8>;
    type Slice = &'static [u8];
    type Handler = fn(u8) -> u8;
    type Shared<'a> = &'a dyn std::fmt::Display;
    type Nested<'a> = Result<Option<Shared<'a>>, Boxed>;

    #[measured(max_s = 100)]
    fn boxed(early: bool) -> Boxed {
        if early {
            return Box::new(|x| x);
        }
        if early {
            Box::new(|x| x)
        } else {
            Box::new(|x| x + 1)
        }
    }
    assert_eq!(once(|| boxed(true))(1), 1);
    assert_eq!(once(|| boxed(false))(1), 2);

    #[measured(max_s = 100)]
    fn slice(first: bool) -> Slice {
        match first {
            true => &[1],
            false => &[1, 2],
        }
    }
    assert_eq!(once(|| slice(true)), [1]);

    #[measured(max_s = 100)]
    fn handler(n: u8) -> Handler {
        match n {
            0 => |x| x,
            1 => |x| x + 1,
            _ => u8::count_ones_of,
        }
    }
    trait Counted {
        fn count_ones_of(self) -> u8;
    }
    impl Counted for u8 {
        fn count_ones_of(self) -> u8 {
            self.count_ones() as u8
        }
    }
    assert_eq!(once(|| handler(1))(1), 2);
    assert_eq!(once(|| handler(2))(7), 3);

    #[measured(max_s = 100)]
    fn nested(text: &str, early: bool) -> Nested<'_> {
        if early {
            return Err(Box::new(|x| x));
        }
        Ok(Some(Box::leak(Box::new(text.len()))))
    }
    let shown = once(|| nested("abc", false)).ok().flatten().unwrap();
    assert_eq!(shown.to_string(), "3");
    assert_eq!(once(|| nested("", true)).err().unwrap()(4), 4);
}

#[test]
fn small_results_of_own_types() {
    use std::cell::RefCell;

    /// Of one word, and dropped.
    struct Logged<'a>(&'a RefCell<Vec<&'static str>>, &'static str);
    impl Drop for Logged<'_> {
        fn drop(&mut self) {
            self.0.borrow_mut().push(self.1);
        }
    }
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Meters(f64);
    struct Pair<T>(T, T);

    impl Meters {
        #[measured(max_s = 100)]
        fn new(of: f64) -> Self {
            Self(of)
        }
    }
    impl std::ops::Add for Meters {
        type Output = Self;
        #[measured(max_s = 100)]
        fn add(self, other: Self) -> <Self as std::ops::Add>::Output {
            Self(self.0 + other.0)
        }
    }
    assert_eq!(once(|| Meters::new(2.0)), Meters(2.0));
    assert_eq!(once(|| Meters(1.0) + Meters(2.0)), Meters(3.0));

    let log = RefCell::new(Vec::new());
    #[measured(max_s = 100)]
    fn ordered<'a>(log: &'a RefCell<Vec<&'static str>>, early: bool) -> Logged<'a> {
        let _local = Logged(log, "local");
        if early {
            return Logged(log, "early");
        }
        Logged(Logged(log, "temporary").0, "result")
    }
    drop(once(|| ordered(&log, false)));
    assert_eq!(log.take(), ["temporary", "local", "result"]);
    drop(once(|| ordered(&log, true)));
    assert_eq!(log.take(), ["local", "early"]);

    #[measured(max_s = 100)]
    fn of_any<T: Clone>(pair: &Pair<T>, second: bool) -> T {
        if second { &pair.1 } else { &pair.0 }.clone()
    }
    assert_eq!(once(|| of_any(&Pair(1, 2), true)), 2);

    #[measured(max_s = 100)]
    fn lent<T>(pair: &mut Pair<T>, which: u8) -> Option<&mut T> {
        match which {
            0 => Some(&mut pair.0),
            1 => Some(&mut pair.1),
            _ => None,
        }
    }
    let mut pair = Pair(1, 2);
    *once(|| lent(&mut pair, 1)).unwrap() += 1;
    assert_eq!((pair.0, pair.1), (1, 3));

    #[measured(max_s = 100)]
    fn converted(n: u8) -> Result<Meters, std::num::TryFromIntError> {
        if n == 0 {
            panic!("nothing");
        }
        let n: i8 = n.try_into()?;
        Ok(Meters(n.into()))
    }
    assert_eq!(once(|| converted(4)), Ok(Meters(4.0)));
    assert!(once(|| converted(200)).is_err());

    #[measured(max_s = 100)]
    fn endless(mut n: u8) -> Option<Meters> {
        loop {
            n -= 1;
            if n == 0 {
                return None;
            }
        }
    }
    assert_eq!(once(|| endless(4)), None);
}

#[test]
fn several_scalars_at_once() {
    use std::sync::Mutex;

    #[measured(max_s = 100)]
    fn inferred(text: &str) -> (u16, i64, bool) {
        let (low, high) = text.split_once('-').expect("a range");
        (low.parse().unwrap(), high.len() as _, high.is_empty())
    }
    assert_eq!(once(|| inferred("7-13")), (7, 2, false));

    #[measured(max_s = 100)]
    fn diverging(n: Option<u32>) -> (u32, Option<f64>) {
        match n {
            Some(n) => (n, None),
            None => panic!("nothing"),
        }
    }
    assert_eq!(once(|| diverging(Some(3))), (3, None));

    #[measured(max_s = 100)]
    fn behind_a_lock(shared: &Mutex<Vec<u8>>) -> Option<(u8, char)> {
        let found = shared.lock().unwrap().first().copied()?;
        shared
            .lock()
            .unwrap()
            .get(1)
            .map(|next| (found, char::from(*next)))
    }
    let shared = Mutex::new(vec![1, b'a']);
    assert_eq!(once(|| behind_a_lock(&shared)), Some((1, 'a')));

    #[measured(max_s = 100)]
    fn never_any() -> Option<u8> {
        None
    }
    assert_eq!(once(never_any), None);
}

#[test]
fn result_whose_tail_is_a_question_mark() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> Result<(), Box<dyn Error>> {
        text.parse::<u8>()?;
        Ok(())
    }
    once(|| f("1")).unwrap();
}

#[test]
fn unit_by_statement_and_written_out() {
    #[measured(max_s = 100)]
    fn f(list: &mut Vec<u8>) {
        list.push(1);
    }
    #[measured(max_s = 100)]
    #[expect(clippy::unused_unit)]
    fn g(list: &mut Vec<u8>) -> () {
        list.push(2)
    }
    let mut list = vec![];
    once(|| f(&mut list));
    once(|| g(&mut list));
    assert_eq!(list, [1, 2]);
}

#[test]
fn never_by_panic() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> ! {
        panic!("never {text}")
    }
    let panic = once(|| std::panic::catch_unwind(|| f("ever"))).unwrap_err();
    assert_eq!(*panic.downcast::<String>().unwrap(), "never ever");
}

#[test]
fn never_by_loop() {
    #[measured(max_s = 100)]
    fn f(mut n: u8) -> ! {
        loop {
            n = n.checked_sub(1).expect("counted down");
        }
    }
    once(|| std::panic::catch_unwind(|| f(3))).unwrap_err();
}

#[test]
fn never_coerces_where_it_is_called() {
    #[measured(max_s = 100)]
    fn f() -> ! {
        std::panic::resume_unwind(Box::new(3))
    }
    let call = || -> u8 { if std::hint::black_box(true) { f() } else { 1 } };
    once(|| std::panic::catch_unwind(call)).unwrap_err();
}

#[test]
fn diverging_body_of_a_type() {
    #[measured(max_s = 100)]
    fn f() -> String {
        std::panic::resume_unwind(Box::new(1))
    }
    #[measured(max_s = 100)]
    fn g() -> u64 {
        std::panic::resume_unwind(Box::new(1))
    }
    once(|| std::panic::catch_unwind(f)).unwrap_err();
    once(|| std::panic::catch_unwind(g)).unwrap_err();
}

#[test]
fn body_that_ends_in_return() {
    #[measured(max_s = 100)]
    #[expect(clippy::needless_return)]
    fn f(x: u8) -> u8 {
        return x + 1;
    }
    #[measured(max_s = 100)]
    #[expect(clippy::needless_return)]
    fn g(x: &str) -> &str {
        return x;
    }
    assert_eq!(once(|| f(1)), 2);
    assert_eq!(once(|| g("a")), "a");
}

#[test]
fn both_branches_return() {
    #[measured(max_s = 100)]
    #[expect(clippy::needless_return)]
    fn f(x: u8) -> u8 {
        if x > 1 {
            return 1;
        } else {
            return 2;
        }
    }
    assert_eq!(once(|| f(1)), 2);
}

#[test]
fn loop_that_breaks_with_a_value() {
    #[measured(max_s = 100)]
    fn f(mut x: u64) -> u64 {
        loop {
            x *= 2;
            if x > 100 {
                break x;
            }
        }
    }
    assert_eq!(once(|| f(3)), 192);
}

#[test]
fn labelled_breaks_and_continues() {
    #[measured(max_s = 100)]
    fn f(rows: &[&[u8]]) -> usize {
        let mut seen = 0;
        'rows: for row in rows {
            for cell in *row {
                match cell {
                    0 => continue 'rows,
                    9 => break 'rows,
                    _ => seen += 1,
                }
            }
        }
        seen
    }
    assert_eq!(once(|| f(&[&[1, 0, 1], &[1, 9, 1], &[1]])), 2);
}

#[test]
fn labelled_block() {
    #[measured(max_s = 100)]
    fn f(x: u8) -> u8 {
        'found: {
            if x == 1 {
                break 'found 10;
            }
            20
        }
    }
    assert_eq!(once(|| f(1)), 10);
}

#[test]
fn early_return_from_nested_blocks() {
    #[measured(max_s = 100)]
    fn f(list: &[u8]) -> Option<u8> {
        for x in list {
            if let 5.. = x {
                return Some(*x);
            }
        }
        None
    }
    assert_eq!(once(|| f(&[1, 6])), Some(6));
}

#[test]
fn let_else() {
    #[measured(max_s = 100)]
    fn f(x: Option<u8>) -> u8 {
        let Some(x) = x else { return 0 };
        x + 1
    }
    assert_eq!(once(|| f(Some(1))), 2);
    assert_eq!(once(|| f(None)), 0);
}

#[test]
fn match_with_diverging_arms() {
    #[measured(max_s = 100)]
    fn f(x: Result<u8, &str>) -> u8 {
        match x {
            Ok(x) => x,
            Err("return") => return 1,
            Err(_) => unreachable!(),
        }
    }
    assert_eq!(once(|| f(Err("return"))), 1);
}

#[test]
fn tail_without_semicolon_of_unit_type() {
    #[measured(max_s = 100)]
    fn f(x: Option<&mut u8>) {
        if let Some(x) = x {
            *x += 1
        }
    }
    let mut x = 1;
    once(|| f(Some(&mut x)));
    assert_eq!(x, 2);
}

#[test]
fn tail_that_is_a_macro_call() {
    #[measured(max_s = 100)]
    fn f(x: u8) -> String {
        format!("{x}")
    }
    #[measured(max_s = 100)]
    fn g(x: u8) -> bool {
        matches!(x, 1 | 2)
    }
    assert_eq!(once(|| f(1)), "1");
    assert!(once(|| g(1)));
}

#[test]
fn tail_that_is_a_struct_a_block_or_unsafe() {
    struct S {
        x: u8,
    }
    #[measured(max_s = 100)]
    fn f(x: u8) -> S {
        S { x }
    }
    #[measured(max_s = 100)]
    fn g(x: u8) -> u8 {
        {
            let y = x;
            y + 1
        }
    }
    #[measured(max_s = 100)]
    fn h(x: &u8) -> u8 {
        // SAFETY: a reference is a valid pointer.
        unsafe { std::ptr::from_ref(x).read() }
    }
    assert_eq!((once(|| f(1)).x, once(|| g(1)), once(|| h(&1))), (1, 2, 1));
}

#[test]
fn tail_that_begins_like_a_statement() {
    #[measured(max_s = 100)]
    fn f(x: i8) -> i8 {
        if x > 100 {}
        -x
    }
    #[measured(max_s = 100)]
    fn g(x: bool) -> u8 {
        (if x { 1 } else { 2 }) + 1
    }
    #[measured(max_s = 100)]
    fn h(x: &u8) -> &u8 {
        &*x
    }
    assert_eq!(
        (once(|| f(1)), once(|| g(true)), *once(|| h(&3))),
        (-1, 2, 3)
    );
}

#[test]
fn never_type_coerced_in_a_scalar_function() {
    #[measured(max_s = 100)]
    fn f(x: u8) -> u8 {
        if x == 0 { unreachable!() } else { x }
    }
    assert_eq!(once(|| f(1)), 1);
}

#[test]
fn lock_guard_temporary_in_the_tail() {
    use std::sync::Mutex;
    #[measured(max_s = 100)]
    fn f(cell: &Mutex<Vec<u8>>) -> usize {
        let copy = cell;
        copy.lock().unwrap().len()
    }
    let cell = Mutex::new(vec![1]);
    assert_eq!(once(|| f(&cell)), 1);
    assert!(cell.try_lock().is_ok());
}

#[test]
fn aliases_of_results() {
    type Outcome<T = u8> = Result<T, &'static str>;
    #[measured(max_s = 100)]
    fn f() -> Outcome {
        Ok(1)
    }
    assert_eq!(once(f), Ok(1));
}

#[test]
fn parenthesised_return_type() {
    #[measured(max_s = 100)]
    #[expect(unused_parens)]
    fn f(x: u64) -> (u64) {
        x + 1
    }
    assert_eq!(once(|| f(1)), 2);
}

#[test]
fn trait_object_with_lifetime() {
    #[measured(max_s = 100)]
    fn f<'a>(text: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
        if text.is_empty() {
            return Box::new(std::iter::empty());
        }
        Box::new(text.split(','))
    }
    assert_eq!(once(|| f("a,b")).count(), 2);
}
