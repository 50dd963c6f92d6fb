//! The body of an async function that returns `!`, told to the compiler as such in every edition.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a function pointer returns: the one stable way to spell the type `!`.
pub trait Returns {
    type Value;
}

impl<T> Returns for fn() -> T {
    type Value = T;
}

/// A future that never ends, as one of a type that the caller's edition cannot take for `()`.
#[must_use = "futures do nothing unless they are polled or awaited"]
pub struct WithoutEnd<F>(F);

/// Tells the compiler that an async block never ends, which no hint can.
#[inline(always)]
pub fn without_end<F: Future<Output = <fn() -> ! as Returns>::Value>>(future: F) -> WithoutEnd<F> {
    WithoutEnd(future)
}

impl<F: Future<Output = <fn() -> ! as Returns>::Value>> Future for WithoutEnd<F> {
    type Output = Infallible;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Infallible> {
        // SAFETY: the field is pinned as the whole is; it is never moved out, and there is no `Drop` nor `Unpin` by hand.
        let future = unsafe { self.map_unchecked_mut(|whole| &mut whole.0) };
        match future.poll(context) {
            Poll::Pending => Poll::Pending,
        }
    }
}
