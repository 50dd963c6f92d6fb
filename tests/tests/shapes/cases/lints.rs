//! Functions that the compiler and clippy have something to say about: what they say of the bare ones they say of the
//! annotated ones, see `end_to_end::cargo::lints`, which makes them speak in spite of this.
#![allow(warnings, clippy::all, reason = "the point is what would be said")]

use super::{followed, measured};
use crate::support::yield_now;
use std::collections::HashMap;

#[measured(max_s = 100)]
fn dead_code(x: u64) -> u64 {
    x
}

#[measured(max_s = 100)]
async fn dead_async_code(x: u64) -> u64 {
    x
}

#[measured(max_s = 100)]
fn unused_scalars(a: u64, b: f64, mut c: bool) -> u8 {
    1
}

#[measured(max_s = 100)]
fn unused_others(a: &str, b: String, (c, d): (u8, Vec<u8>), mut e: &mut u8) {}

#[measured(max_s = 100)]
async fn unused_scalars_of_a_future(a: u64, b: f64, mut c: bool) -> u8 {
    1
}

#[measured(max_s = 100)]
async fn unused_others_of_a_future(a: &str, b: String, (c, d): (u8, Vec<u8>), mut e: &mut u8) {}

#[measured(max_s = 100)]
fn hidden_argument(a: u64) -> u64 {
    let a = 3;
    a
}

#[measured(max_s = 100)]
async fn hidden_argument_of_a_future(a: String, b: u64) -> String {
    let a = String::new();
    let b = 3;
    a
}

#[measured(max_s = 100)]
fn overwritten_argument(mut a: u64, mut b: String) -> u64 {
    a = 3;
    b = String::new();
    a
}

#[measured(max_s = 100)]
fn argument_of_a_deaf_macro(a: u64) -> u64 {
    macro_rules! deaf {
        ($($anything:tt)*) => {
            3
        };
    }
    deaf!(a)
}

#[measured(max_s = 100)]
fn needless_mut(mut a: u64, mut b: Vec<u8>) -> u64 {
    let mut c = 1;
    a + c + b.len() as u64
}

#[measured(max_s = 100)]
async fn needless_mut_of_a_future(mut a: u64, mut b: Vec<u8>, mut c: &str) -> u64 {
    let mut d = 1;
    yield_now().await;
    a + d + b.len() as u64 + c.len() as u64
}

#[measured(max_s = 100)]
fn unreachable(x: u64) -> u64 {
    return x;
    println!("never");
    1
}

#[measured(max_s = 100)]
fn unreachable_behind_a_panic(x: u64) -> u64 {
    panic!("{x}");
    x
}

#[measured(max_s = 100)]
fn never_comes_back() -> u64 {
    loop {}
}

#[measured(max_s = 100)]
fn unused_results(map: &mut HashMap<u8, u8>) -> bool {
    Ok::<u8, u8>(1);
    map.insert(1, 1);
    let _ = Err::<u8, u8>(1);
    1 + 1;
    map.is_empty()
}

#[measured(max_s = 100)]
async fn forgotten_futures() {
    yield_now();
    async { 1 };
}

#[measured(max_s = 100)]
fn needless_return(x: u64) -> u64 {
    return x;
}

#[measured(max_s = 100)]
async fn needless_return_of_a_future(x: u64) -> u64 {
    return x;
}

#[measured(max_s = 100)]
fn let_and_return(x: u64) -> u64 {
    let y = x + 1;
    y
}

#[measured(max_s = 100)]
fn needless_braces_and_parentheses(x: u64) -> u64 {
    if (x > 3) {
        return { x };
    }
    (x)
}

#[measured(max_s = 100)]
fn assigned_and_never_read(x: u64) -> u64 {
    let mut y = x;
    y = 3;
    y = 4;
    x
}

#[measured(max_s = 100)]
fn NotSnake(BigArgument: u64) -> u64 {
    let BigLocal = BigArgument;
    BigLocal
}

#[measured(max_s = 100)]
fn many_arguments(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> u64 {
    (a + b + c + d + e + f + g + h) as u64
}

#[measured(max_s = 100)]
fn clumsy_arguments(a: &String, b: &Vec<u8>, c: Option<&Box<u8>>, d: Vec<u8>, e: &u8) -> usize {
    a.len() + b.len() + d.len()
}

#[measured(max_s = 100)]
fn clumsy_body(x: Vec<u8>) -> bool {
    let mut sum = 0;
    for i in 0..x.len() {
        sum = sum + x[i];
    }
    if sum == 0 { true } else { false }
}

#[measured(max_s = 100)]
async fn no_await(x: Vec<u8>) -> usize {
    x.clone().len().clone()
}

#[measured(max_s = 100)]
unsafe fn unsafe_things(x: *const u8) -> u8 {
    // SAFETY: nobody calls this.
    unsafe { *x }
}

#[measured(max_s = 100)]
fn panics(x: Option<u64>, y: &[u64]) -> u64 {
    x.unwrap() / y[0] + y.first().expect("one") - 1
}

#[measured(max_s = 100)]
pub fn prints(x: f32) -> f32 {
    println!("{}", x);
    eprintln!("{}", x);
    dbg!(x)
}

#[measured(max_s = 100)]
fn compares_and_casts(x: f64, y: i64) -> bool {
    x == 0.1 && y as u8 > 0 && y as f32 == 1.0
}

#[measured(max_s = 100)]
fn items_after_statements(x: u64) -> u64 {
    let y = x;
    use std::fmt::Debug;
    const N: u64 = 3;
    fn dead(z: u64) -> u64 {
        3
    }
    y + N
}

// What tells how a run ended names the result once more: workflows alone have it.
#[followed(max_s = 100)]
fn needless_lifetimes<'a>(x: &'a str) -> Result<&'a str, u8> {
    if x.is_empty() { Err(1) } else { Ok(x) }
}

#[followed(max_s = 100)]
async fn needless_lifetimes_of_a_future<'a>(x: &'a str) -> Result<&'a str, u8> {
    yield_now().await;
    if x.is_empty() { Err(1) } else { Ok(x) }
}

#[derive(Clone, Copy)]
struct Handle(*const u8);

#[measured(max_s = 100)]
async fn unused_copies(mut a: Handle, mut b: Handle, c: (Handle, u64)) -> bool {
    yield_now().await;
    a.0.is_null()
}

#[measured(max_s = 100)]
async fn changed_copies(mut a: Handle, mut b: Handle, mut c: f64, d: Handle) -> bool {
    a.0 = d.0;
    b = a;
    c += 1.0;
    yield_now().await;
    d.0.is_null()
}

#[measured(max_s = 100)]
async fn changed_parts_of_copies((mut a, mut b): (Handle, u64), c: Handle) -> bool {
    a = c;
    b += 1;
    yield_now().await;
    c.0.is_null()
}

#[deprecated]
struct Old;

#[measured(max_s = 100)]
fn takes_what_is_old(old: Old) -> Option<Old> {
    Some(old)
}

#[measured(max_s = 100)]
async fn returns_what_is_old() -> Option<Old> {
    None
}

#[measured(max_s = 100)]
async fn used_behind_a_panic(x: String) {
    panic!();
    drop(x)
}

#[measured(max_s = 100)]
async fn used_behind_an_endless_loop(mut x: &str, y: String) -> usize {
    loop {
        yield_now().await;
    }
    x = &y;
    x.len()
}

#[measured(max_s = 100)]
async fn needless_mut_of_borrows<'a>(mut a: Vec<&'a str>, (mut b, c): (Option<&str>, String)) {
    println!("{a:?} {b:?} {c}");
}

#[measured(max_s = 100)]
async fn changed_and_never_used(mut x: u64, mut y: f64) {
    x += 1;
}

#[measured(max_s = 100)]
async fn unused_behind_what_is_used(a: String, b: String, (c, mut d): (u8, Vec<u8>)) -> usize {
    yield_now().await;
    a.len()
}

#[measured(max_s = 100)]
fn only_calls_itself(n: u64) -> u64 {
    only_calls_itself(n + 1)
}

#[measured(max_s = 100)]
fn only_calls_itself_in_the_end(n: u64) -> bool {
    if n > 3 {
        only_calls_itself_in_the_end(n - 1)
    } else {
        !only_calls_itself_in_the_end(n + 1)
    }
}

#[measured(max_s = 100)]
fn only_calls_itself_without_a_result(n: u64) {
    only_calls_itself_without_a_result(n + 1);
}

#[measured(max_s = 100)]
fn hands_on_in_recursion(n: u64, depth: u64) -> u64 {
    if n == 0 {
        1
    } else {
        hands_on_in_recursion(n - 1, depth + 1)
    }
}

struct Unlike(u64);

impl PartialEq for Unlike {
    #[measured(max_s = 100)]
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self, other);
        *left == *right
    }
}

struct Receiver(u64);

impl Receiver {
    #[measured(max_s = 100)]
    fn new() -> u64 {
        1
    }

    #[measured(max_s = 100)]
    fn unused_self(&self, x: u64) -> u64 {
        x
    }

    #[measured(max_s = 100)]
    async fn unused_self_of_a_future(&mut self, x: u64) -> u64 {
        x
    }

    #[measured(max_s = 100)]
    fn only_calls_itself(&self) -> u64 {
        match self.0 {
            0 => Self::only_calls_itself(self),
            _ => self.only_calls_itself(),
        }
    }

    #[measured(max_s = 100)]
    fn to_string(self) -> String {
        String::new()
    }
}
