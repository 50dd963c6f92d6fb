//! Functions that are not `async` and return a future.

use super::{measured, once};
use crate::support::{Log, Noisy, block_on, poll_once, yield_now};
use std::future::Future;
use std::pin::{Pin, pin};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[test]
fn async_block() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> impl Future<Output = u64> {
        async move {
            yield_now().await;
            x + 1
        }
    }
    assert_eq!(once(|| block_on(f(1))), 2);
}

#[test]
fn async_block_behind_statements() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> impl Future<Output = usize> + Send + use<> {
        let length = text.len();
        async move {
            yield_now().await;
            length
        }
    }
    let future = f(&String::from("ab"));
    assert_eq!(once(|| block_on(future)), 2);
}

#[test]
fn boxed_async_block() {
    #[measured(max_s = 100)]
    fn f<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = &'a str> + Send + 'a>> {
        Box::pin(async move {
            yield_now().await;
            text.trim()
        })
    }
    assert_eq!(once(|| block_on(f(" a "))), "a");
}

#[test]
fn boxed_by_an_absolute_path() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> Boxed<'static, u64> {
        ::std::boxed::Box::pin(async move { x })
    }
    assert_eq!(once(|| block_on(f(1))), 1);
}

#[test]
fn block_without_move() {
    #[measured(max_s = 100)]
    fn f<'a>(text: &'a str) -> Boxed<'a, usize> {
        static EMPTY: &str = "";
        if text.is_empty() {
            return Box::pin(std::future::ready(EMPTY.len()));
        }
        Box::pin(async { 1 })
    }
    assert_eq!(once(|| block_on(f("a"))), 1);
}

#[test]
fn future_from_elsewhere() {
    #[measured(max_s = 100)]
    fn f(x: u64) -> std::future::Ready<u64> {
        std::future::ready(x)
    }
    #[measured(max_s = 100)]
    fn g(x: u64) -> impl Future<Output = u64> + Unpin {
        std::future::ready(x)
    }
    assert_eq!(once(|| block_on(f(1))), 1);
    assert_eq!(once(|| block_on(g(1))), 1);
}

#[test]
fn errors_convert_inside() {
    #[measured(max_s = 100)]
    fn f(text: &str) -> Boxed<'_, Result<u8, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async move {
            let number: u8 = text.parse()?;
            yield_now().await;
            Ok(number)
        })
    }
    assert_eq!(once(|| block_on(f("1"))).unwrap(), 1);
    assert!(once(|| block_on(f("x"))).is_err());
}

#[test]
fn recursion() {
    #[measured(max_s = 100)]
    fn sum(n: u64) -> Boxed<'static, u64> {
        Box::pin(async move {
            if n == 0 {
                return 0;
            }
            yield_now().await;
            n + sum(n - 1).await
        })
    }
    assert_eq!(block_on(sum(10)), 55);
}

#[test]
fn arguments_live_as_long_as_before() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, moved: Noisy<'a>, _early: Noisy<'a>) -> impl Future<Output = ()> + 'a {
        async move {
            let _local = log.value("local");
            yield_now().await;
            drop(moved);
        }
    }
    let log = Log::default();
    let future = f(&log, log.value("moved"), log.value("early"));
    assert_eq!(log.taken(), "early");
    once(|| block_on(future));
    assert_eq!(log.taken(), "moved local");
}

#[test]
fn cancelled_and_never_polled() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, moved: Noisy<'a>) -> Pin<Box<dyn Future<Output = usize> + 'a>> {
        Box::pin(async move {
            let _local = log.value("local");
            yield_now().await;
            moved.number()
        })
    }
    let log = Log::default();
    drop(f(&log, log.value("moved")));
    assert_eq!(log.taken(), "moved");
    {
        let mut future = pin!(f(&log, log.value("moved")));
        assert!(poll_once(future.as_mut()).is_pending());
    }
    assert_eq!(log.taken(), "local moved");
}

#[test]
fn in_traits() {
    trait Fetch {
        fn fetch(&self) -> impl Future<Output = u64> + Send;

        #[measured(max_s = 100)]
        fn twice(&self) -> impl Future<Output = u64> + Send
        where
            Self: Sync,
        {
            async move { self.fetch().await * 2 }
        }
    }
    struct Fixed(u64);
    impl Fetch for Fixed {
        #[measured(max_s = 100)]
        fn fetch(&self) -> impl Future<Output = u64> + Send {
            async move {
                yield_now().await;
                self.0
            }
        }
    }
    struct Bare;
    impl Fetch for Bare {
        async fn fetch(&self) -> u64 {
            2
        }
    }
    assert_eq!(once(|| block_on(Fixed(2).fetch())), 2);
    assert_eq!(once(|| block_on(Bare.twice())), 4);
}

#[test]
fn nested_impl_trait_output() {
    #[measured(max_s = 100)]
    fn f() -> impl Future<Output = impl Iterator<Item = u8>> {
        async move { [1, 2].into_iter() }
    }
    assert_eq!(once(|| block_on(f())).count(), 2);
}

#[test]
fn macro_tail() {
    macro_rules! future {
        ($x:expr) => {
            async move { $x }
        };
    }
    #[measured(max_s = 100)]
    fn f(x: u64) -> impl Future<Output = u64> {
        future!(x)
    }
    assert_eq!(once(|| block_on(f(1))), 1);
}
