//! A user without the prelude, and thus without a single name that it did not import.
#![no_implicit_prelude]
#![deny(warnings)]
#![forbid(unsafe_code)]

#[::perf_runtime::perf_budget(max_s = 5, max_allocs = 0, name = "n", owner = "o", tags("a", "b"))]
pub fn sum(a: u32, b: u32) -> u32 {
    a + b
}

#[::perf_runtime::monitored_workflow(max_s = 5.0)]
pub fn run(text: &str) -> usize {
    ::perf_runtime::phase!("length");
    ::perf_runtime::workflow("inner", || text.len())
}

#[::perf_runtime::perf_budget(max_s = 5, max_busy_ms = 5)]
pub async fn fetch<T: ::core::marker::Copy>(value: &T) -> ::core::option::Option<T> {
    ::core::option::Option::Some(*value)
}

#[::perf_runtime::perf_budget(max_s = 5)]
pub fn future(value: u8) -> impl ::core::future::Future<Output = u8> {
    async move { value }
}

#[::perf_runtime::perf_workload(sizes = [1, 2], threads = [1], covers(sum))]
pub fn work(w: &mut ::perf_runtime::Workload) {
    w.run(|| sum(1, 2));
}

::perf_runtime::install_allocator!();

#[test]
fn all_behave() {
    ::std::assert_eq!((sum(1, 2), run("abc")), (3, 3));
}
