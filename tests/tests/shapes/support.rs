//! What the cases share: counting the calls that were recorded, and running futures without a runtime.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// How often one call of an annotated function is recorded.
pub(crate) const ONE: u64 = if cfg!(feature = "monitoring") { 1 } else { 0 };

/// Runs `call` and asserts that the calling thread's test saw `expected` more calls recorded.
#[track_caller]
pub(crate) fn recorded<R>(expected: u64, call: impl FnOnce() -> R) -> R {
    let before = calls();
    let result = call();
    assert_eq!(calls() - before, expected, "recorded calls");
    result
}

/// The calls of all sites that this test's thread has made: samples are kept apart by thread name, and libtest names
/// threads after their tests.
#[cfg(feature = "monitoring")]
pub(crate) fn calls() -> u64 {
    perf_runtime::record::separate_by_thread_name(true);
    let thread = std::thread::current();
    let context = thread.name().filter(|name| *name != "main").unwrap_or("");
    let snapshot = perf_runtime::record::snapshot();
    let contexts = snapshot.sites.iter().flat_map(|site| &site.contexts);
    contexts
        .filter(|found| found.context == context)
        .map(|found| found.calls)
        .sum()
}

#[cfg(not(feature = "monitoring"))]
pub(crate) fn calls() -> u64 {
    0
}

/// Polls `future` until it is ready; whoever is pending wakes itself.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = poll_once(future.as_mut()) {
            return output;
        }
    }
}

/// Polls `future` once.
pub(crate) fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Is pending once.
pub(crate) fn yield_now() -> impl Future<Output = ()> + use<> {
    YieldNow { yielded: false }
}

struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Notes the order in which values are dropped.
#[derive(Default)]
pub(crate) struct Log(std::cell::RefCell<Vec<&'static str>>);

impl Log {
    /// A value that notes `name` when it is dropped.
    pub(crate) fn value(&self, name: &'static str) -> Noisy<'_> {
        Noisy { log: self, name }
    }

    pub(crate) fn note(&self, name: &'static str) {
        self.0.borrow_mut().push(name);
    }

    pub(crate) fn taken(&self) -> String {
        self.0.take().join(" ")
    }
}

/// See [`Log::value`].
pub(crate) struct Noisy<'a> {
    log: &'a Log,
    name: &'static str,
}

impl Noisy<'_> {
    pub(crate) fn number(&self) -> usize {
        self.name.len()
    }

    /// Itself: a temporary that a chain of calls keeps.
    pub(crate) fn same(&self) -> &Self {
        self
    }
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.log.note(self.name);
    }
}

/// Tells which auto traits a value's type has.
pub(crate) mod traits {
    use std::marker::PhantomData;
    use std::panic::UnwindSafe;

    /// Where a trait holds, the method on `Has` is found first; else the one on `&Has`.
    pub(crate) struct Has<'a, T>(PhantomData<&'a T>);

    impl<'a, T> Has<'a, T> {
        pub(crate) fn of(_: &'a T) -> Self {
            Self(PhantomData)
        }
    }

    macro_rules! probe {
        ($holds:ident, $lacks:ident, $method:ident, $bound:ident) => {
            #[allow(dead_code, reason = "some hold for no future")]
            pub(crate) trait $holds {
                fn $method(&self) -> bool {
                    true
                }
            }
            impl<T: $bound> $holds for Has<'_, T> {}
            pub(crate) trait $lacks {
                fn $method(&self) -> bool {
                    false
                }
            }
            impl<T> $lacks for &Has<'_, T> {}
        };
    }
    probe!(HoldsSend, LacksSend, is_send, Send);
    probe!(HoldsSync, LacksSync, is_sync, Sync);
    probe!(HoldsUnpin, LacksUnpin, is_unpin, Unpin);
    probe!(HoldsUnwindSafe, LacksUnwindSafe, is_unwind_safe, UnwindSafe);
}

/// `[Send, Sync, Unpin, UnwindSafe]` of the type of an expression.
macro_rules! auto_traits {
    ($value:expr) => {{
        #[allow(unused_imports)]
        use $crate::support::traits::*;
        let value = $value;
        [
            (&Has::of(&value)).is_send(),
            (&Has::of(&value)).is_sync(),
            (&Has::of(&value)).is_unpin(),
            (&Has::of(&value)).is_unwind_safe(),
        ]
    }};
}
pub(crate) use auto_traits;
