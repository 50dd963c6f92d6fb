//! A user of edition 2015: paths are relative to the crate root, and `async`, `dyn` and `try` are names.
#![deny(warnings)]
#![allow(anonymous_parameters, bare_trait_objects, deprecated)]
#![forbid(unsafe_code)]

extern crate perf_runtime;

use perf_runtime::{monitored_workflow, perf_budget};
use std::cell::RefCell;
use std::fmt::Display;

pub struct Counter {
    seen: RefCell<Vec<u32>>,
}

pub trait Shape {
    fn area(&self, u32) -> u32;
}

#[perf_budget(max_s = 5.0)]
pub fn sum(values: &[u32]) -> u32 {
    values.iter().sum()
}

#[perf_budget(max_s = 5.0)]
pub fn shown<T: Display>(value: T) -> Result<String, Box<Display>> {
    if false {
        try!(Err(Box::new(1) as Box<Display>));
    }
    Ok(value.to_string())
}

#[monitored_workflow(name = "all of it", max_s = 5.0)]
pub fn names_of_later_editions(async: u32, dyn: u32) -> u32 {
    let await = ::sum(&[async, dyn]);
    await + ::modules::inner::deep()
}

impl Counter {
    pub fn new() -> Counter {
        Counter {
            seen: RefCell::new(Vec::new()),
        }
    }

    #[perf_budget(max_s = 5.0)]
    pub fn push(&self, value: u32) -> usize {
        self.seen.borrow_mut().push(value);
        self.seen.borrow().len()
    }

    #[perf_budget(max_s = 5.0)]
    pub fn tail_temporary(&self) -> Option<u32> {
        let last = &self.seen;
        let found = last.borrow().last().cloned();
        found
    }
}

#[perf_budget(max_s = 5.0)]
impl Shape for Counter {
    fn area(&self, factor: u32) -> u32 {
        self.seen.borrow().iter().map(|seen| seen * factor).sum()
    }
}

pub mod modules {
    pub mod inner {
        #[::perf_runtime::perf_budget(max_s = 5.0)]
        pub fn deep() -> u32 {
            ::perf_runtime::phase!("only");
            7
        }
    }
}

/// Types that are traits without `dyn`, of which macros of later editions cannot parse all.
#[perf_budget(max_s = 5.0)]
pub fn sent(x: u32, make: Box<Fn(u32) -> u32 + Send>) -> Box<Fn() -> u32 + Send> {
    Box::new(move || make(x))
}

#[monitored_workflow(max_s = 5.0)]
pub fn asked(x: u32) -> Result<u32, Box<::std::error::Error + Send + Sync>> {
    if x > 1 {
        try!(Err("too large"));
    }
    Ok(x)
}

pub trait Unnamed {
    #[perf_budget(max_s = 5.0)]
    fn number(&self, u32, &str) -> u32 {
        3
    }
}

impl Unnamed for Counter {}

#[perf_budget(max_s = 5.0)]
pub fn dyn(try: u32) -> u32 {
    try
}

#[test]
fn all_behave() {
    let counter = Counter::new();
    assert_eq!((counter.push(3), counter.tail_temporary()), (1, Some(3)));
    assert_eq!(counter.area(2), 6);
    assert_eq!(names_of_later_editions(1, 2), 10);
    assert_eq!(shown(1).ok(), Some("1".to_string()));
    assert_eq!(sent(2, Box::new(|x| x + 1))(), 3);
    assert_eq!((asked(1).ok(), asked(2).is_err()), (Some(1), true));
    assert_eq!((counter.number(1, ""), dyn(4)), (3, 4));
}
