//! What is reported of a short function is what it costs: for functions whose argument and result are held within 10 % or
//! 15 ns, for others shown.
#![cfg(feature = "monitoring")]

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use perf_runtime::probe::cpu;
use perf_runtime::record::{separate_by_thread_name, snapshot};

/// Calls of one batch: short enough for most batches not to lose the processor.
const CALLS: usize = 200;

/// Batches of each kind in one attempt.
const ROUNDS: usize = 150;

/// Neighbours that come and go within an attempt slow both kinds of batches, but not alike: another attempt follows, later.
const ATTEMPTS: usize = 12;
const LATER: Duration = Duration::from_millis(100);

const TOLERATED_SHARE: f64 = 0.1;
const TOLERATED_NS: f64 = 15.0;

/// A function twice: with the attribute, and as it is.
macro_rules! shape {
    ($annotated:ident, $bare:ident, fn $arguments:tt -> $result:ty $body:block) => {
        #[inline(never)]
        #[perf_runtime::perf_budget(max_s = 1.0)]
        fn $annotated $arguments -> $result $body

        #[inline(never)]
        fn $bare $arguments -> $result $body
    };
}

fn mixed(x: u64) -> u64 {
    (x ^ (x >> 7)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

shape!(short_chain, short_chain_bare, fn (x: u64) -> u64 {
    (0..24).fold(x, |x, _| mixed(x))
});
shape!(long_chain, long_chain_bare, fn (x: u64) -> u64 {
    (0..250).fold(x, |x, _| mixed(x))
});
shape!(float_chain, float_chain_bare, fn (x: f64) -> f64 {
    (0..20).fold(x, |x, _| (x * 1.000_000_1 + 0.5).sqrt())
});
shape!(divisions, divisions_bare, fn (x: u64, by: u64) -> u64 {
    (0..12).fold(x, |x, i| (x | 1 << 62) / (by + i))
});
shape!(side_by_side, side_by_side_bare, fn (x: u64) -> u64 {
    let mut lanes = [x, !x, x ^ 5, x ^ 77, x ^ 901, x ^ 3, x ^ 8, x ^ 12];
    for _ in 0..20 {
        lanes = lanes.map(mixed);
    }
    lanes.iter().fold(0, |sum, lane| sum ^ lane)
});
shape!(branches, branches_bare, fn (mut x: u32) -> u32 {
    let mut steps = 0;
    while x > 1 && steps < 60 {
        x = if x.is_multiple_of(2) { x / 2 } else { x.wrapping_mul(3) + 1 };
        steps += 1;
    }
    steps
});
shape!(verdict, verdict_bare, fn (x: u64) -> bool {
    (0..40).fold(x, |x, _| mixed(x)) > 12
});
shape!(polynomial, polynomial_bare, fn (x: f32) -> f32 {
    (0..40).fold(1.0, |sum, i| sum * x + i as f32)
});

shape!(slice_sum, slice_sum_bare, fn (data: &[f64]) -> f64 {
    data.iter().sum()
});
shape!(array_in, array_in_bare, fn (point: [u64; 4]) -> u64 {
    point.iter().fold(1, |x, y| (0..8).fold(x ^ y, |x, _| mixed(x)))
});
shape!(tuple_out, tuple_out_bare, fn (x: u64) -> (u64, u64) {
    let first = (0..20).fold(x, |x, _| mixed(x));
    (first, (0..20).fold(first, |x, _| mixed(x)))
});
shape!(option_out, option_out_bare, fn (x: u64) -> Option<u64> {
    (0..40).try_fold(x, |x, _| (x > 0).then(|| mixed(x)))
});

/// Too large for registers.
#[derive(Clone, Copy)]
struct Quad {
    last: u64,
    sums: [u64; 4],
}

shape!(struct_out, struct_out_bare, fn (x: u64) -> Quad {
    let mut quad = Quad { last: x, sums: [0; 4] };
    for sum in &mut quad.sums {
        quad.last = (0..10).fold(quad.last, |x, _| mixed(x));
        *sum = quad.last;
    }
    quad
});
/// Small enough for registers, which its name does not tell.
#[derive(Clone, Copy)]
struct Pair(u64, u64);

shape!(pair_out, pair_out_bare, fn (x: u64) -> Pair {
    let first = (0..20).fold(x, |x, _| mixed(x));
    Pair(first, (0..20).fold(first, |x, _| mixed(x)))
});
shape!(pair_in, pair_in_bare, fn (pair: Pair) -> u64 {
    (0..20).fold(pair.1, |x, _| mixed(x)) ^ (0..20).fold(pair.0, |x, _| mixed(x))
});
shape!(result_out, result_out_bare, fn (x: u64) -> Result<u64, String> {
    (0..40).try_fold(x, |x, _| if x > 0 { Ok(mixed(x)) } else { Err(x.to_string()) })
});

#[inline(never)]
#[perf_runtime::perf_budget(max_s = 1.0)]
fn fibonacci(n: u32) -> u64 {
    if n < 2 {
        u64::from(n)
    } else {
        fibonacci_bare(n - 1) + fibonacci_bare(n - 2)
    }
}

#[inline(never)]
fn fibonacci_bare(n: u32) -> u64 {
    if n < 2 {
        u64::from(n)
    } else {
        fibonacci_bare(n - 1) + fibonacci_bare(n - 2)
    }
}

#[perf_runtime::perf_budget(max_s = 1.0)]
#[inline(never)]
fn generic<T: Copy + Into<u64>>(x: T) -> u64 {
    generic_bare(x)
}

#[inline(always)]
fn generic_bare<T: Copy + Into<u64>>(x: T) -> u64 {
    (0..30).fold(x.into(), |x, _| mixed(x))
}

#[perf_runtime::perf_budget(max_s = 1.0)]
#[inline(always)]
fn inlined(x: u64) -> u64 {
    inlined_bare(x)
}

#[inline(always)]
fn inlined_bare(x: u64) -> u64 {
    (0..30).fold(x, |x, _| mixed(x))
}

#[perf_runtime::perf_budget(max_s = 1.0)]
#[inline(never)]
fn loop_of_calls(x: u64) -> u64 {
    loop_of_calls_bare(x)
}

#[inline(always)]
fn loop_of_calls_bare(x: u64) -> u64 {
    (0..4).fold(x, |x, _| verdict_of(x))
}

#[inline(never)]
fn verdict_of(x: u64) -> u64 {
    u64::from(verdict_bare(x)) + 2
}

#[perf_runtime::perf_budget(max_s = 1.0)]
async fn asynchronous(x: u64) -> u64 {
    asynchronous_bare(x).await
}

async fn asynchronous_bare(x: u64) -> u64 {
    (0..40).fold(x, |x, _| mixed(x))
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

/// What one shape costs and what was reported, in nanoseconds.
struct Line {
    name: &'static str,
    truth: f64,
    reported: f64,
}

impl Line {
    fn is_close(&self) -> bool {
        let tolerated = (self.truth * TOLERATED_SHARE).max(TOLERATED_NS);
        (self.reported - self.truth).abs() <= tolerated
    }

    /// Measures until the figures agree, or so many times.
    fn of<T: Copy + Send + Sync>(
        name: &'static str,
        most_attempts: usize,
        first: T,
        annotated: impl Fn(T) -> T + Sync,
        bare: impl Fn(T) -> T + Sync,
    ) -> Self {
        let mut attempts = (1..=most_attempts).map(|number| {
            std::thread::sleep(LATER * (number as u32 - 1));
            Self::attempt(name, number, first, &annotated, &bare)
        });
        let mut last = None;
        attempts
            .find_map(|line| {
                let close = line.is_close();
                last = Some(line);
                close.then(|| last.take()).flatten()
            })
            .or(last)
            .expect("at least one attempt")
    }

    /// Runs both forms in turn on a thread of its own, whose name keeps its samples apart.
    fn attempt<T: Copy + Send + Sync>(
        name: &'static str,
        number: usize,
        first: T,
        annotated: &(impl Fn(T) -> T + Sync),
        bare: &(impl Fn(T) -> T + Sync),
    ) -> Self {
        let context = format!("{name} {number}");
        let body = || {
            let rounds = (0..ROUNDS).map(|_| {
                let start = cpu::thread_ns().expect("thread CPU time");
                chain(first, bare);
                let end = cpu::thread_ns().expect("thread CPU time");
                chain(first, annotated);
                (end - start) as f64 / CALLS as f64
            });
            let mut costs: Vec<f64> = rounds.collect();
            costs.sort_by(f64::total_cmp);
            costs[ROUNDS / 2]
        };
        let truth = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name(context.clone());
            let thread = thread.spawn_scoped(scope, body).expect("a thread");
            thread.join().expect("calls that do not panic")
        });
        Self {
            name,
            truth,
            reported: median(&context),
        }
    }
}

/// Calls `f` on the result of its last call, so that calls cannot overlap.
#[inline(always)]
fn chain<T>(first: T, f: impl Fn(T) -> T) {
    let mut x = first;
    for _ in 0..CALLS {
        x = black_box(f(black_box(x)));
    }
}

/// The reported median of the calls in a context.
fn median(context: &str) -> f64 {
    let sites = snapshot().sites;
    let mut contexts = sites.into_iter().flat_map(|site| site.contexts);
    let found = contexts.find(|found| found.context == context);
    let time = found.expect("the calls were recorded").time;
    time.at_rank(time.count() / 2).expect("calls")
}

/// One line for a shape, given as the function's name, its twin, attempts, the first argument, and how a call leads to the next.
macro_rules! line {
    ($annotated:ident, $bare:ident, $attempts:expr, $first:expr, |$x:ident, $f:ident| $call:expr) => {{
        macro_rules! with {
            ($function:ident) => {
                |$x| {
                    let $f = $function;
                    $call
                }
            };
        }
        Line::of(
            stringify!($annotated),
            $attempts,
            $first,
            with!($annotated),
            with!($bare),
        )
    }};
}

#[test]
fn the_reported_median_is_what_a_call_costs() {
    separate_by_thread_name(true);
    let held = [
        line!(short_chain, short_chain_bare, ATTEMPTS, 7_u64, |x, f| f(x)),
        line!(long_chain, long_chain_bare, ATTEMPTS, 7_u64, |x, f| f(x)),
        line!(float_chain, float_chain_bare, ATTEMPTS, 7.0_f64, |x, f| f(
            x
        )),
        line!(divisions, divisions_bare, ATTEMPTS, 7_u64, |x, f| f(x, 3)),
        line!(side_by_side, side_by_side_bare, ATTEMPTS, 7_u64, |x, f| f(
            x
        )),
        line!(branches, branches_bare, ATTEMPTS, 27_u32, |x, f| 27
            + (f(x) & 1) * (x & 1)),
        line!(verdict, verdict_bare, ATTEMPTS, 7_u64, |x, f| x
            + u64::from(f(x))),
        line!(polynomial, polynomial_bare, ATTEMPTS, 0.3_f32, |x, f| 0.3
            + f(x) * 1e-30),
        line!(tuple_out, tuple_out_bare, ATTEMPTS, 7_u64, |x, f| f(x).1),
        line!(option_out, option_out_bare, ATTEMPTS, 7_u64, |x, f| f(x)
            .unwrap_or(7)),
        line!(struct_out, struct_out_bare, ATTEMPTS, 7_u64, |x, f| {
            let quad = f(x);
            quad.last ^ quad.sums[3]
        }),
        line!(pair_out, pair_out_bare, ATTEMPTS, 7_u64, |x, f| f(x).1),
        line!(result_out, result_out_bare, ATTEMPTS, 7_u64, |x, f| f(x)
            .unwrap_or(7)),
    ];
    let data: [f64; 256] = std::array::from_fn(|i| i as f64);
    let others = [
        line!(slice_sum, slice_sum_bare, 1, 0_usize, |x, f| usize::from(
            f(&data[x..]) < 0.0
        )),
        line!(array_in, array_in_bare, 1, 7_u64, |x, f| f([x, 1, 2, 3])),
        line!(pair_in, pair_in_bare, 1, 7_u64, |x, f| f(Pair(x, !x))),
        line!(fibonacci, fibonacci_bare, 1, 9_u32, |x, f| 9 + u32::from(
            f(x) == 0
        )),
        line!(generic, generic_bare, 1, 7_u32, |x, f| f(x) as u32),
        line!(inlined, inlined_bare, 1, 7_u64, |x, f| f(x)),
        line!(loop_of_calls, loop_of_calls_bare, 1, 7_u64, |x, f| f(x)),
        line!(asynchronous, asynchronous_bare, 1, 7_u64, |x, f| ready(f(
            x
        ))),
    ];
    println!(
        "{:16} {:>10} {:>10} {:>8}",
        "shape", "costs ns", "reported", "error"
    );
    for line in held.iter().chain(&others) {
        let error = line.reported - line.truth;
        let Line {
            name,
            truth,
            reported,
        } = line;
        println!("{name:16} {truth:10.1} {reported:10.1} {error:8.1}");
    }
    for line in &held {
        let Line {
            name,
            truth,
            reported,
        } = line;
        assert!(
            line.is_close(),
            "{name} costs {truth:.1} ns and {reported:.1} ns were reported"
        );
    }
}
