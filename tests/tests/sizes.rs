//! What an annotated function takes of memory that is not the heap: the size of its future, the stack of a call.
//!
//! Without monitoring both are those of the bare function. With it a future grows by what is measured, and by the arguments
//! that its body moves into a block of its own; a call keeps its guard on the stack.

use std::future::Future;
use std::hint::black_box;
use std::mem::{size_of, size_of_val};

perf_runtime::install_allocator!();

const MONITORING: bool = cfg!(feature = "monitoring");

/// A function of one shape: bare, and under each attribute.
macro_rules! shape {
    ($name:ident, $($function:tt)+) => {
        mod $name {
            #[allow(unused_imports, reason = "not every shape needs them")]
            use super::*;

            pub(super) mod bare {
                #[allow(unused_imports, reason = "not every shape needs them")]
                use super::*;
                $($function)+
            }
            pub(super) mod timed {
                #[allow(unused_imports, reason = "not every shape needs them")]
                use super::*;
                #[perf_runtime::perf_budget(max_s = 100)]
                $($function)+
            }
            pub(super) mod counted {
                #[allow(unused_imports, reason = "not every shape needs them")]
                use super::*;
                #[perf_runtime::perf_budget(max_s = 100, max_allocs = 1_000_000)]
                $($function)+
            }
            pub(super) mod workflow {
                #[allow(unused_imports, reason = "not every shape needs them")]
                use super::*;
                #[perf_runtime::monitored_workflow(max_s = 100)]
                $($function)+
            }
        }
    };
}

mod futures {
    use super::*;

    /// What a measured future may have beyond the bare one and the arguments that its body moves.
    const MOST_MORE: usize = 200;

    async fn pause() {
        std::future::ready(()).await;
    }

    shape!(empty, pub(crate) async fn f() {});
    shape!(
        scalar,
        pub(crate) async fn f(x: u64) -> u64 {
            pause().await;
            x + 1
        }
    );
    shape!(
        held_array,
        pub(crate) async fn f(bytes: [u8; 1024]) -> u8 {
            pause().await;
            bytes[7]
        }
    );
    shape!(
        used_up_array,
        pub(crate) async fn f(bytes: [u8; 1024]) -> u32 {
            let sum = bytes.iter().map(|byte| u32::from(*byte)).sum();
            pause().await;
            sum
        }
    );
    shape!(
        moved_string,
        pub(crate) async fn f(text: String) -> usize {
            pause().await;
            text.into_bytes().len()
        }
    );
    shape!(
        rebound,
        pub(crate) async fn f(mut text: String, by: &str) -> String {
            text.push_str(by);
            pause().await;
            text
        }
    );
    shape!(
        local_array,
        pub(crate) async fn f(seed: u8) -> u8 {
            let bytes = [seed; 2048];
            pause().await;
            black_box(&bytes)[9]
        }
    );
    shape!(
        borrowed,
        pub(crate) async fn f(text: &str, more: &[u64]) -> usize {
            let parts: [&str; 4] = [text; 4];
            pause().await;
            parts.len() + more.len()
        }
    );
    shape!(
        nested,
        pub(crate) async fn f(x: u8) -> u8 {
            local_array::bare::f(x).await + local_array::bare::f(x + 1).await
        }
    );
    shape!(
        generic,
        pub(crate) async fn f<F: Future<Output = u8>>(future: F) -> Result<u8, String> {
            pause().await;
            match future.await {
                0 => Err("nothing".to_owned()),
                more => Ok(more),
            }
        }
    );
    shape!(
        branches,
        pub(crate) async fn f(which: bool) -> u8 {
            if which {
                let one = [1_u8; 300];
                pause().await;
                return black_box(&one)[0];
            }
            let two = [2_u8; 500];
            pause().await;
            black_box(&two)[0]
        }
    );
    shape!(
        desugared,
        pub(crate) fn f(bytes: [u8; 64]) -> impl Future<Output = u8> {
            let kept = bytes;
            async move {
                pause().await;
                kept[1]
            }
        }
    );

    struct Sizes {
        shape: &'static str,
        bare: usize,
        moved: usize,
        /// Timed, with the heap counted, as a workflow.
        measured: [usize; 3],
    }

    macro_rules! sizes {
        ($shape:ident $arguments:tt, moves $moved:expr) => {
            Sizes {
                shape: stringify!($shape),
                bare: size_of_val(&$shape::bare::f $arguments),
                moved: $moved,
                measured: [
                    size_of_val(&$shape::timed::f $arguments),
                    size_of_val(&$shape::counted::f $arguments),
                    size_of_val(&$shape::workflow::f $arguments),
                ],
            }
        };
    }

    #[test]
    fn a_measured_future_is_a_little_larger_than_the_bare_one_and_without_monitoring_as_large() {
        let generic = size_of_val(&local_array::bare::f(0));
        let all = [
            sizes!(empty(), moves 0),
            sizes!(scalar(1), moves size_of::<u64>()),
            sizes!(held_array([0; 1024]), moves 1024),
            sizes!(used_up_array([0; 1024]), moves 1024),
            sizes!(moved_string(String::new()), moves size_of::<String>()),
            sizes!(rebound(String::new(), ""), moves size_of::<String>() + size_of::<&str>()),
            sizes!(local_array(1), moves 1),
            sizes!(borrowed("", &[]), moves 2 * size_of::<&str>()),
            sizes!(nested(1), moves 1),
            sizes!(generic(local_array::bare::f(0)), moves generic),
            sizes!(branches(true), moves 1),
            sizes!(desugared([0; 64]), moves 0),
        ];
        for Sizes {
            shape,
            bare,
            moved,
            measured,
        } in all
        {
            println!("{shape}: {bare} bare, {moved} moved, measured {measured:?}");
            for size in measured {
                let most = if MONITORING {
                    bare + moved + MOST_MORE
                } else {
                    bare
                };
                assert!(
                    size <= most,
                    "{shape}: {size} bytes, bare {bare}, moved {moved}"
                );
            }
        }
    }
}

mod stack {
    use super::*;

    const DEPTH: usize = 10_000;
    /// What a guard may add to a frame: itself, and registers that the function keeps over its end.
    const MOST_MORE: usize = 64;
    /// For what a thread needs before and after, the recorder's first call among it.
    const MARGIN: usize = 256 * 1024;

    /// The address of something on the stack of the caller's frame or just below it.
    #[inline(always)]
    fn here() -> usize {
        let here = 0_u8;
        std::ptr::from_ref(black_box(&here)).addr()
    }

    shape!(
        scalar,
        #[inline(never)]
        pub(crate) fn f(depth: usize) -> usize {
            if depth == 0 {
                return here();
            }
            black_box(f(depth - 1))
        }
    );
    shape!(
        fallible,
        #[inline(never)]
        pub(crate) fn f(depth: usize) -> Result<usize, String> {
            if depth == 0 {
                return Ok(here());
            }
            let deepest = f(depth - 1)?;
            Ok(black_box(deepest))
        }
    );
    shape!(
        with_locals,
        #[inline(never)]
        pub(crate) fn f(depth: usize) -> usize {
            let locals = black_box([depth; 16]);
            if depth == 0 {
                return here();
            }
            f(locals[3] - 1).max(black_box(&locals)[0])
        }
    );

    /// Bytes of a frame of a function that calls itself `depth` times and says where it came to.
    fn frame(recursion: impl Fn(usize) -> usize) -> usize {
        const FRAMES: usize = 100;
        let [one, many] = [1, 1 + FRAMES].map(|depth| here() - recursion(depth));
        (many - one) / FRAMES
    }

    fn check(shape: &str, bare: fn(usize) -> usize, measured: [fn(usize) -> usize; 3]) {
        let bare_frame = frame(bare);
        for (kind, recursion) in ["timed", "counted", "workflow"].into_iter().zip(measured) {
            let its_frame = frame(recursion);
            println!("{shape}, {kind}: {its_frame} bytes a frame, bare {bare_frame}");
            let more = if MONITORING { MOST_MORE } else { 0 };
            assert!(
                its_frame <= bare_frame + more,
                "{shape}, {kind}: {its_frame}"
            );
            let stack = DEPTH * (bare_frame + more) + MARGIN;
            let thread = std::thread::Builder::new().stack_size(stack);
            let deepest = thread.spawn(move || recursion(DEPTH)).unwrap();
            assert!(deepest.join().unwrap() > 0);
        }
    }

    #[test]
    fn recursion_to_depth_ten_thousand_fits_a_stack_that_the_bare_function_just_fits() {
        check(
            "scalar",
            scalar::bare::f,
            [scalar::timed::f, scalar::counted::f, scalar::workflow::f],
        );
        check(
            "fallible",
            |depth| fallible::bare::f(depth).unwrap(),
            [
                |depth| fallible::timed::f(depth).unwrap(),
                |depth| fallible::counted::f(depth).unwrap(),
                |depth| fallible::workflow::f(depth).unwrap(),
            ],
        );
        check(
            "with locals",
            with_locals::bare::f,
            [
                with_locals::timed::f,
                with_locals::counted::f,
                with_locals::workflow::f,
            ],
        );
    }
}
