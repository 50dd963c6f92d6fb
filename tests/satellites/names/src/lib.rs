//! A user with names of its own for nearly everything that an expansion could mean.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(non_camel_case_types, non_upper_case_globals, non_snake_case)]

use ::perf_runtime as real;
use real::{monitored_workflow, perf_budget};

#[allow(unused_macros)]
macro_rules! vec {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! panic {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! concat {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! cfg {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! line {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! file {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! column {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! module_path {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! option_env {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! stringify {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! env {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! format {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! assert {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! debug_assert {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! unreachable {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! matches {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! thread_local {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! write {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! println {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}

#[allow(unused_macros)]
macro_rules! site {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}
#[allow(unused_macros)]
macro_rules! place {
    ($($t:tt)*) => {
        ::std::compile_error!("not this one")
    };
}

pub mod std {}
pub mod core {}
pub mod alloc {}
pub mod inventory {}
pub mod perf_runtime {}
pub mod perf_runtime_ {}
pub mod __private_0_1 {}

pub struct f64;
pub struct u64;
pub struct usize;
pub struct u32;
pub struct bool;
pub struct str;
pub struct Option;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Result;
pub struct String;
pub struct Box;
pub struct Vec;
pub struct Site;
pub struct SiteInfo;
pub struct Limit;
pub struct Registered;
pub trait Drop {}
pub trait Default {}
pub trait Copy {}
pub trait Clone {}
pub trait Send {}
pub trait Sync {}
pub trait Sized {}
pub trait Fn {}
pub trait FnOnce {}
pub trait From {}
pub trait Into {}
pub trait Iterator {}
pub trait IntoIterator {}
pub trait Future {}

pub static __PERF_SITE: Site = Site;
pub struct __PerfHere;
pub static __PERF_NODE: Site = Site;
pub fn __perf_announce() {}
pub fn __perf_guard() {}
pub fn __perf_future() {}
pub fn __perf_result() {}
pub const __INVENTORY: Site = Site;
pub const LIMIT: i32 = 5;
pub const info: Site = Site;
pub const package: Site = Site;
pub const value: Site = Site;

/// Methods on everything, by value: found before any that takes a reference.
pub trait ByValue: ::core::marker::Sized {
    fn new(self) {}
    fn enter(self) {}
    fn submit(self) {}
    fn poll(self) {}
    fn into(self) {}
    fn into_future(self) {}
    fn as_ref(self) {}
    fn drop(self) {}
    fn check(self) {}
    fn len(self) {}
    fn identity(self) {}
    fn limit(self) {}
    fn to_owned(self) {}
    fn clone(self) {}
}
impl<T> ByValue for T {}

#[perf_budget(max_s = LIMIT, max_allocs = LIMIT)]
pub fn scalar(__perf_guard_: ::core::primitive::u32) -> ::core::primitive::u32 {
    __perf_guard_ + 1
}

#[perf_budget(max_s = LIMIT)]
pub fn locals(__perf_result_: ::core::primitive::f64, __perf_body: &()) -> ::core::primitive::f64 {
    let () = *__perf_body;
    '__perf_body: loop {
        break '__perf_body __perf_result_;
    }
}

#[monitored_workflow(name = "w", max_s = LIMIT)]
pub fn given_back(site: Site) -> Site {
    real::phase!("whole");
    let _ = &__PERF_SITE;
    site
}

#[perf_budget(max_s = LIMIT, max_busy_s = LIMIT)]
pub async fn asynchronous(site: Site) -> Site {
    site
}

#[perf_budget(max_s = LIMIT)]
pub async fn reference(mut site: &Site) -> ::core::option::Option<&Site> {
    if false {
        site = &__PERF_SITE;
    }
    ::core::option::Option::Some(site)
}

#[perf_budget(max_s = LIMIT)]
impl Site {
    pub fn new(&self) -> &Self {
        self
    }
    pub fn enter<T: ::core::marker::Copy>(self, generic: T) -> T {
        generic
    }
    pub async fn poll(&mut self) -> &mut Self {
        self
    }
}

#[::perf_runtime::perf_workload(sizes = [LIMIT], covers(scalar))]
pub fn work(w: &mut real::Workload) {
    w.run(|| scalar(1));
}

pub mod parameters {
    use ::perf_runtime::perf_budget;

    #[perf_budget(max_s = 5)]
    pub fn named_as_ours(
        __perf_guard: u8,
        __perf_future: u8,
        __perf_result: u8,
        __perf_phase: u8,
        __PERF_SITE: u8,
    ) -> u8 {
        __perf_guard + __perf_future + __perf_result + __perf_phase + __PERF_SITE
    }

    #[perf_budget(max_s = 5)]
    pub async fn awaited(__perf_guard: u8, __perf_future: u8, __perf_result: u8) -> u8 {
        __perf_guard + __perf_future + __perf_result
    }
}

/// Constants in patterns are no bindings.
pub mod constants {
    use ::perf_runtime::{monitored_workflow, perf_budget};

    pub const __perf_guard: () = ();
    pub const __perf_result: u8 = 1;
    pub const __perf_future: u8 = 2;
    pub const __perf_phase: u8 = 3;
    pub struct __perf_body;
    pub const guard: () = ();
    pub const result: () = ();
    pub const future: () = ();
    pub const package: () = ();
    pub const Some: () = ();
    pub const None: () = ();
    pub const Ok: () = ();
    pub const Err: () = ();

    #[perf_budget(max_s = 5, max_allocs = 5)]
    pub fn scalar(x: u8) -> u8 {
        x + __perf_result
    }

    #[monitored_workflow(max_s = 5)]
    pub fn whole(x: &u8) -> &u8 {
        ::perf_runtime::phase!("part");
        x
    }

    #[perf_budget(max_s = 5)]
    pub async fn awaited(x: u8) -> u8 {
        x + __perf_future
    }

    #[perf_budget(max_s = 5)]
    pub fn returned(x: u8) -> impl ::core::future::Future<Output = u8> {
        async move { x + __perf_phase }
    }

    #[::perf_runtime::perf_workload(sizes = [1], covers(scalar))]
    pub fn work(w: &mut ::perf_runtime::Workload) {
        w.run(|| scalar(1));
    }
}

/// Primitive types by the names of others.
pub mod types {
    use ::perf_runtime::perf_budget;

    pub type f64 = &'static ::core::primitive::str;
    pub type u64 = [::core::primitive::u8; 3];
    pub struct usize(pub ::core::primitive::u8);
    pub type bool = ::std::string::String;

    #[perf_budget(max_s = 5)]
    pub fn text(x: f64) -> f64 {
        x
    }

    #[perf_budget(max_s = 5)]
    pub fn list(x: u64) -> u64 {
        x
    }

    #[perf_budget(max_s = 5)]
    pub fn moved(x: usize, y: bool) -> bool {
        ::std::mem::drop(x);
        y
    }

    #[perf_budget(max_s = 5)]
    pub async fn awaited(x: usize, mut y: bool) -> bool {
        y.push(x.0.into());
        y
    }
}

real::install_allocator!();

#[test]
fn all_behave() {
    ::std::assert_eq!(scalar(1), 2);
    ::std::assert_eq!(locals(1.0, &()), 1.0);
    given_back(Site);
    ::std::assert_eq!(parameters::named_as_ours(1, 2, 3, 4, 5), 15);
    ::std::assert_eq!(constants::scalar(1), 2);
    ::std::assert_eq!(constants::whole(&1), &1);
    ::std::assert_eq!(types::moved(types::usize(1), ::std::string::String::from("a")), "a");
}
