//! Methods of every receiver.

use super::{measured, once};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Default, PartialEq, Debug)]
struct Counter<T = u64> {
    value: T,
}

impl Counter {
    #[measured(max_s = 100)]
    fn new(value: u64) -> Self {
        Self { value }
    }

    #[measured(max_s = 100)]
    fn by_value(self) -> u64 {
        self.value
    }

    #[measured(max_s = 100)]
    fn by_mut_value(mut self) -> Self {
        self.value += 1;
        self
    }

    #[measured(max_s = 100)]
    fn by_reference(&self) -> &u64 {
        &self.value
    }

    #[measured(max_s = 100)]
    fn by_mut_reference(&mut self, by: u64) -> &mut Self {
        self.value += by;
        self
    }

    #[measured(max_s = 100)]
    fn with_lifetime<'a>(&'a self, _other: &str) -> &'a u64 {
        &self.value
    }

    #[measured(max_s = 100)]
    fn typed(self: &Self) -> u64 {
        self.value
    }

    #[measured(max_s = 100)]
    fn boxed(self: Box<Self>) -> u64 {
        self.value
    }

    #[measured(max_s = 100)]
    fn rc(self: Rc<Self>) -> Rc<Self> {
        self
    }

    #[measured(max_s = 100)]
    fn arc(self: Arc<Self>) -> usize {
        Arc::strong_count(&self)
    }

    #[measured(max_s = 100)]
    fn rc_reference(self: &Rc<Self>) -> Rc<Self> {
        Rc::clone(self)
    }

    #[measured(max_s = 100)]
    fn pinned(mut self: Pin<&mut Self>) -> u64 {
        self.as_mut().value += 1;
        self.value
    }

    #[measured(max_s = 100)]
    fn pinned_reference(self: Pin<&Self>) -> u64 {
        self.value
    }

    #[measured(max_s = 100)]
    fn in_closures(&mut self, list: &[u64]) {
        list.iter().for_each(|x| self.value += x);
    }

    #[measured(max_s = 100)]
    fn takes_other(&self, Self { value }: &Self) -> u64 {
        self.value + value
    }
}

#[test]
fn constructor() {
    assert_eq!(once(|| Counter::new(1)).value, 1);
}

#[test]
fn value() {
    assert_eq!(once(|| Counter { value: 2 }.by_value()), 2);
}

#[test]
fn mut_value() {
    assert_eq!(once(|| Counter { value: 2 }.by_mut_value()).value, 3);
}

#[test]
fn reference() {
    assert_eq!(once(|| *Counter { value: 2 }.by_reference()), 2);
}

#[test]
fn mut_reference_chained() {
    let mut counter = Counter { value: 2 };
    once(|| counter.by_mut_reference(3)).value += 1;
    assert_eq!(counter.value, 6);
}

#[test]
fn reference_with_lifetime() {
    let counter = Counter { value: 2 };
    let value = once(|| counter.with_lifetime(&String::from("shorter")));
    assert_eq!(*value, 2);
}

#[test]
fn typed_reference() {
    assert_eq!(once(|| Counter { value: 2 }.typed()), 2);
}

#[test]
fn boxed() {
    assert_eq!(once(|| Box::new(Counter { value: 2 }).boxed()), 2);
}

#[test]
fn reference_counted() {
    assert_eq!(once(|| Rc::new(Counter { value: 2 }).rc()).value, 2);
    assert_eq!(once(|| Arc::new(Counter { value: 2 }).arc()), 1);
    let shared = Rc::new(Counter { value: 2 });
    let copy = once(|| shared.rc_reference());
    assert!(Rc::ptr_eq(&copy, &shared));
}

#[test]
fn pinned() {
    let mut counter = Counter { value: 2 };
    assert_eq!(once(|| Pin::new(&mut counter).pinned()), 3);
    assert_eq!(once(|| Pin::new(&counter).pinned_reference()), 3);
}

#[test]
fn borrowed_by_closures() {
    let mut counter = Counter { value: 0 };
    once(|| counter.in_closures(&[1, 2]));
    assert_eq!(counter.value, 3);
}

#[test]
fn self_in_patterns() {
    let counter = Counter { value: 1 };
    assert_eq!(once(|| counter.takes_other(&Counter { value: 2 })), 3);
}

impl<T: Clone> Counter<T> {
    #[measured(max_s = 100)]
    fn generic<U: From<T>>(&self) -> U {
        self.value.clone().into()
    }

    const LIMIT: usize = 3;

    #[measured(max_s = 100)]
    fn uses_associated_items() -> usize {
        Self::LIMIT + size_of::<Self>()
    }
}

#[test]
fn generic_type_and_method() {
    assert_eq!(once(|| Counter { value: 2_u8 }.generic::<u64>()), 2);
}

#[test]
fn associated_constants() {
    assert_eq!(once(Counter::<u8>::uses_associated_items), 4);
}

#[test]
fn method_as_a_value() {
    let values = once(|| [Counter { value: 1 }].map(Counter::by_value));
    assert_eq!(values, [1]);
}

struct Borrowing<'a, const N: usize> {
    text: &'a str,
}

impl<'a, const N: usize> Borrowing<'a, N> {
    #[measured(max_s = 100)]
    fn outlives_self(&self) -> &'a str {
        &self.text[N..]
    }

    #[measured(max_s = 100)]
    fn anonymous(&self) -> Borrowing<'_, N> {
        Borrowing { text: self.text }
    }
}

#[test]
fn lifetimes_and_constants_of_the_type() {
    let text = String::from("abc");
    let rest = once(|| Borrowing::<1> { text: &text }.outlives_self());
    assert_eq!(rest, "bc");
    let borrowing = Borrowing::<2> { text: &text };
    assert_eq!(once(|| borrowing.anonymous()).outlives_self(), "c");
}
