//! Arguments of futures that the body points at its own locals, or changes: as free as those of the bare function.

use super::{measured, once};
use crate::support::{Log, Noisy, auto_traits, block_on, poll_once, yield_now};
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;
use std::fmt::Debug;
use std::num::ParseIntError;
use std::pin::pin;
use std::str::Chars;

/// Holds a borrow, and is dropped loudly.
struct Named<'a, 'log> {
    name: &'a str,
    length: RefCell<usize>,
    _noisy: Noisy<'log>,
}

impl<'log> Named<'_, 'log> {
    fn new(log: &'log Log) -> Self {
        Self {
            name: "",
            length: RefCell::new(3),
            _noisy: log.value("named"),
        }
    }

    fn length(&self) -> Ref<'_, usize> {
        self.length.borrow()
    }
}

#[test]
fn options() {
    #[measured(max_s = 100)]
    async fn f(mut best: Option<&str>) -> usize {
        let text = String::from("long");
        if best.is_none() {
            best = Some(&text);
        }
        yield_now().await;
        best.map_or(0, str::len)
    }
    assert_eq!(once(|| block_on(f(None))), 4);
}

#[test]
fn assigned_before_they_are_read() {
    #[measured(max_s = 100)]
    async fn f(mut rest: Chars<'_>, again: bool) -> Result<u8, ParseIntError> {
        let text = String::from("12");
        if again {
            rest = text.chars();
        }
        let number: u8 = rest.as_str().parse()?;
        return Ok(number);
    }
    assert_eq!(once(|| block_on(f("x".chars(), true))), Ok(12));
}

#[test]
fn collections() {
    #[measured(max_s = 100)]
    async fn f<'a>(mut map: HashMap<&'a str, &'a str>, mut list: Vec<&str>) -> usize {
        let text = String::from("local");
        map.insert("key", &text);
        for _ in 0..2 {
            list.push(&text);
            yield_now().await;
        }
        map["key"].len() + list.len()
    }
    assert_eq!(once(|| block_on(f(HashMap::new(), vec![]))), 7);
}

#[test]
fn parts_of_a_pattern() {
    #[measured(max_s = 100)]
    async fn f((mut a, b): (&str, String)) -> usize {
        let text = String::from("local");
        if b.is_empty() {
            a = &text;
        }
        yield_now().await;
        a.len()
    }
    assert_eq!(once(|| block_on(f(("", String::new())))), 5);
}

#[test]
fn drop_order_of_those_beside_them() {
    #[measured(max_s = 100)]
    async fn f<'a>(first: Noisy<'a>, mut named: Named<'_, '_>, last: Noisy<'a>) -> usize {
        let text = String::from("text");
        named.name = &text;
        yield_now().await;
        named.name.len() + first.number() + last.number()
    }
    let log = Log::default();
    let call = || f(log.value("first"), Named::new(&log), log.value("last"));
    assert_eq!(once(|| block_on(call())), 13);
    assert_eq!(log.taken(), "last named first");
    {
        let mut cancelled = pin!(call());
        assert!(poll_once(cancelled.as_mut()).is_pending());
    }
    assert_eq!(log.taken(), "last named first");
}

#[test]
fn temporaries_of_the_tail_go_before_them() {
    #[measured(max_s = 100)]
    async fn f(log: &Log, mut named: Named<'_, '_>) -> usize {
        named.name = "x";
        log.note("end");
        *named.length()
    }
    let log = Log::default();
    assert_eq!(once(|| block_on(f(&log, Named::new(&log)))), 3);
    assert_eq!(log.taken(), "end named");
}

#[test]
fn coercions_at_the_tail_and_at_return() {
    #[measured(max_s = 100)]
    async fn f(mut text: Option<&str>) -> Box<dyn Debug> {
        let other = String::from("other");
        if text.is_none() {
            return Box::new(1);
        }
        text = text.filter(|given| given.is_empty()).or(Some(&other));
        Box::new(text.map(str::len))
    }
    assert_eq!(once(|| format!("{:?}", block_on(f(Some("x"))))), "Some(5)");
}

#[test]
fn scalars_that_are_changed() {
    #[measured(max_s = 100)]
    async fn f(mut n: u32, mut list: &mut [u8]) -> u32 {
        n += 1;
        list = &mut list[1..];
        yield_now().await;
        n <<= 2;
        list[0] = 3;
        n
    }
    let mut list = [1, 2, 3];
    assert_eq!(once(|| block_on(f(1, &mut list))), 8);
    assert_eq!(list, [1, 3, 3]);
}

#[test]
fn auto_traits_are_those_of_the_bare_one() {
    #[measured(max_s = 100)]
    async fn list(mut list: Vec<&str>) -> usize {
        list.push("x");
        yield_now().await;
        list.len()
    }
    #[measured(max_s = 100)]
    async fn part((cell, _number): (Cell<u8>, u8)) -> u8 {
        yield_now().await;
        cell.get()
    }
    assert_eq!(auto_traits!(list(vec![])), [true, true, false, true]);
    assert_eq!(
        auto_traits!(part((Cell::new(1), 2))),
        [true, false, false, true]
    );
}
