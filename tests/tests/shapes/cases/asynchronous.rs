//! `async fn`: output, drop order, cancellation, auto traits and size are those of the bare function.

use super::{measured, once};
use crate::support::{Log, Noisy, auto_traits, block_on, poll_once, yield_now};
use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::panic::{AssertUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;

#[test]
fn plain() {
    #[measured(max_s = 100)]
    async fn f(x: u64) -> u64 {
        yield_now().await;
        x + 1
    }
    assert_eq!(once(|| block_on(f(1))), 2);
}

#[test]
fn nothing_in_nothing_out() {
    #[measured(max_s = 100)]
    async fn f() {}
    once(|| block_on(f()));
}

#[test]
fn borrows_its_arguments() {
    #[measured(max_s = 100)]
    async fn f<'a>(text: &'a str, list: &mut Vec<u8>) -> &'a str {
        list.push(1);
        yield_now().await;
        list.push(2);
        text.trim()
    }
    let mut list = vec![];
    assert_eq!(once(|| block_on(f(" a ", &mut list))), "a");
    assert_eq!(list, [1, 2]);
}

#[test]
fn generic() {
    #[measured(max_s = 100)]
    async fn f<T, const N: usize>(x: T) -> [T; N]
    where
        T: Copy + Send,
    {
        yield_now().await;
        [x; N]
    }
    assert_eq!(once(|| block_on(f::<_, 2>(1))), [1, 1]);
}

#[test]
fn takes_and_awaits_futures_and_closures() {
    #[measured(max_s = 100)]
    async fn f<F: Future<Output = u64>>(
        make: impl Fn(u64) -> F,
        other: impl Future<Output = u64>,
    ) -> u64 {
        make(1).await + other.await
    }
    let call = || f(|x| async move { x }, async { 2 });
    assert_eq!(once(|| block_on(call())), 3);
}

#[test]
fn takes_async_closures() {
    #[measured(max_s = 100)]
    async fn f(mut call: impl AsyncFnMut(u64)) {
        call(1).await;
        call(2).await;
    }
    let mut sum = 0;
    once(|| block_on(f(async |x| sum += x)));
    assert_eq!(sum, 3);
}

#[test]
fn impl_trait_output() {
    #[measured(max_s = 100)]
    async fn f(n: u8) -> impl Iterator<Item = u8> {
        yield_now().await;
        0..n
    }
    assert_eq!(once(|| block_on(f(3))).count(), 3);
}

#[test]
fn impl_trait_nested_in_the_output() {
    #[measured(max_s = 100)]
    async fn f(ok: bool) -> Result<(impl Display, Vec<impl Fn(u8) -> u8>), Box<dyn Error>> {
        yield_now().await;
        if !ok {
            return Err("no".into());
        }
        Ok((1, vec![|x| x + 1]))
    }
    let (text, calls) = once(|| block_on(f(true))).unwrap();
    assert_eq!(format!("{text}{}", calls[0](1)), "12");
}

#[test]
fn never() {
    #[measured(max_s = 100)]
    async fn f(log: &mut Vec<u8>) -> ! {
        loop {
            log.push(1);
            yield_now().await;
        }
    }
    let mut log = vec![];
    {
        let mut future = pin!(f(&mut log));
        assert!(poll_once(future.as_mut()).is_pending());
        assert!(poll_once(future.as_mut()).is_pending());
    }
    assert_eq!(log, [1, 1]);
}

#[test]
fn never_by_panic() {
    #[measured(max_s = 100)]
    async fn f() -> ! {
        resume_unwind(Box::new(1))
    }
    #[measured(max_s = 100)]
    async fn g() -> String {
        resume_unwind(Box::new(1))
    }
    once(|| catch_unwind(|| block_on(f()))).unwrap_err();
    once(|| catch_unwind(|| block_on(g()))).unwrap_err();
}

#[test]
fn early_return_and_question_mark() {
    #[measured(max_s = 100)]
    async fn f(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
        if text.is_empty() {
            return Ok(0);
        }
        yield_now().await;
        let number: u8 = text.parse()?;
        Ok(number)
    }
    assert_eq!(once(|| block_on(f(""))).unwrap(), 0);
    assert_eq!(once(|| block_on(f("1"))).unwrap(), 1);
    assert!(once(|| block_on(f("x"))).is_err());
}

#[test]
fn coercions_at_the_tail_and_at_return() {
    #[measured(max_s = 100)]
    async fn f(early: bool) -> Box<dyn Display> {
        if early {
            return Box::new(1);
        }
        Box::new("late")
    }
    #[measured(max_s = 100)]
    #[expect(clippy::ptr_arg)]
    async fn g(list: &Vec<u8>) -> &[u8] {
        list
    }
    #[measured(max_s = 100)]
    async fn h() -> fn(u8) -> u8 {
        |x| x + 1
    }
    assert_eq!(once(|| block_on(f(true))).to_string(), "1");
    assert_eq!(once(|| block_on(f(false))).to_string(), "late");
    let list = vec![1];
    assert_eq!(once(|| block_on(g(&list))), [1]);
    assert_eq!(once(|| block_on(h()))(1), 2);
}

#[test]
fn inference_from_the_output() {
    #[measured(max_s = 100)]
    async fn f(text: &str) -> Result<Vec<u8>, std::num::ParseIntError> {
        text.split(' ').map(str::parse).collect()
    }
    #[measured(max_s = 100)]
    async fn g(text: &str) -> u64 {
        if let Ok(x) = text.parse() {
            return x;
        }
        Default::default()
    }
    assert_eq!(once(|| block_on(f("1 2"))).unwrap(), [1, 2]);
    assert_eq!(once(|| block_on(g("3"))), 3);
}

#[test]
fn labelled_breaks() {
    #[measured(max_s = 100)]
    async fn f(rows: &[&[u8]]) -> usize {
        let mut seen = 0;
        'rows: for row in rows {
            for cell in *row {
                yield_now().await;
                if *cell == 0 {
                    continue 'rows;
                }
                seen += 1;
            }
        }
        seen
    }
    assert_eq!(once(|| block_on(f(&[&[1, 0, 1], &[1]]))), 2);
}

#[test]
fn patterns_and_conditions_on_parameters() {
    #[measured(max_s = 100)]
    async fn f(
        (mut a, _): (u64, String),
        &b: &u64,
        [c, ..]: [u64; 2],
        #[cfg(any())] no: NoSuchType,
        #[cfg(not(any()))] mut d: u64,
        _: u8,
    ) -> u64 {
        a += 1;
        yield_now().await;
        d += 1;
        a + b + c + d
    }
    assert_eq!(
        once(|| block_on(f((1, String::new()), &1, [1, 0], 1, 0))),
        6
    );
}

#[test]
fn references_pointed_elsewhere() {
    #[measured(max_s = 100)]
    async fn f(mut text: &str, mut list: &mut Vec<u8>) -> usize {
        let longer = format!("{text}!");
        text = &longer;
        yield_now().await;
        let mut other = vec![1];
        list.push(1);
        list = &mut other;
        list.push(2);
        text.len() + list.len()
    }
    let mut list = vec![];
    assert_eq!(once(|| block_on(f("a", &mut list))), 4);
    assert_eq!(list, [1]);
}

#[test]
fn slice_shortened_in_place() {
    #[measured(max_s = 100)]
    async fn f(mut rest: &[u8]) -> u64 {
        let mut sum = 0;
        while let [first, more @ ..] = rest {
            sum += u64::from(*first);
            rest = more;
            yield_now().await;
        }
        sum
    }
    assert_eq!(once(|| block_on(f(&[1, 2]))), 3);
}

#[test]
fn reader_that_advances_its_reference() {
    use std::io::Read;
    #[measured(max_s = 100)]
    async fn f(mut input: &[u8], #[expect(unused_mut)] mut other: &str) -> (u8, usize) {
        let mut buffer = [0; 1];
        input.read_exact(&mut buffer).unwrap();
        (buffer[0], input.len() + other.len())
    }
    assert_eq!(once(|| block_on(f(&[1, 2], "a"))), (1, 2));
}

#[test]
fn drop_order_of_arguments_and_locals() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, _first: Noisy<'a>, _: Noisy<'a>, _last: Noisy<'a>) {
        let _a = log.value("a");
        yield_now().await;
        let _b = log.value("b");
        log.note("end");
    }
    let log = Log::default();
    once(|| {
        block_on(f(
            &log,
            log.value("first"),
            log.value("_"),
            log.value("last"),
        ))
    });
    assert_eq!(log.taken(), "end b a last _ first");
}

#[test]
fn drop_order_when_cancelled() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, _first: Noisy<'a>, _: Noisy<'a>, _last: Noisy<'a>) {
        let _a = log.value("a");
        yield_now().await;
        log.note("never");
    }
    let log = Log::default();
    {
        let mut future = pin!(f(
            &log,
            log.value("first"),
            log.value("_"),
            log.value("last")
        ));
        assert!(poll_once(future.as_mut()).is_pending());
        log.note("pending");
    }
    assert_eq!(log.taken(), "pending a last _ first");
}

#[test]
fn drop_order_when_cancelled_before_a_move() {
    #[measured(max_s = 100)]
    #[allow(unused_variables, reason = "to be dropped in its place all the same")]
    async fn f<'a>(
        log: &'a Log,
        first: Noisy<'a>,
        unused: Noisy<'a>,
        mut changed: Noisy<'a>,
        last: Noisy<'a>,
    ) {
        let _a = log.value("a");
        drop(std::mem::replace(&mut changed, log.value("new")));
        yield_now().await;
        drop(first);
        changed.number();
        yield_now().await;
        last.number();
    }
    let polled = |times| {
        let log = Log::default();
        {
            let mut future = pin!(f(
                &log,
                log.value("first"),
                log.value("unused"),
                log.value("old"),
                log.value("last")
            ));
            for _ in 0..times {
                assert!(poll_once(future.as_mut()).is_pending());
            }
        }
        log.taken()
    };
    assert_eq!(polled(1), "old a last new unused first");
    assert_eq!(polled(2), "old first a last new unused");
}

#[test]
fn drop_order_when_never_polled() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, _first: Noisy<'a>, _: Noisy<'a>, _last: Noisy<'a>) {
        log.note("never");
    }
    let log = Log::default();
    drop(f(
        &log,
        log.value("first"),
        log.value("_"),
        log.value("last"),
    ));
    let annotated = log.taken();
    async fn bare<'a>(log: &'a Log, _first: Noisy<'a>, _: Noisy<'a>, _last: Noisy<'a>) {
        log.note("never");
    }
    drop(bare(
        &log,
        log.value("first"),
        log.value("_"),
        log.value("last"),
    ));
    assert_eq!(annotated, log.taken());
}

#[test]
fn drop_order_of_moved_arguments() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, moved: Noisy<'a>, _kept: Noisy<'a>) {
        let _a = log.value("a");
        drop(moved);
        yield_now().await;
        log.note("end");
    }
    let log = Log::default();
    once(|| block_on(f(&log, log.value("moved"), log.value("kept"))));
    assert_eq!(log.taken(), "moved end a kept");
}

#[test]
fn drop_order_of_the_tails_temporaries() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, _argument: Noisy<'a>) -> usize {
        let _local = log.value("local");
        log.value("temporary").same().number()
    }
    let log = Log::default();
    once(|| block_on(f(&log, log.value("argument"))));
    assert_eq!(log.taken(), "temporary local argument");
}

#[test]
fn panic_in_a_poll() {
    #[measured(max_s = 100)]
    async fn f<'a>(log: &'a Log, _argument: Noisy<'a>) {
        let _local = log.value("local");
        yield_now().await;
        resume_unwind(Box::new(()))
    }
    let log = Log::default();
    let call = AssertUnwindSafe(|| block_on(f(&log, log.value("argument"))));
    once(|| catch_unwind(call)).unwrap_err();
    assert_eq!(log.taken(), "local argument");
}

#[test]
fn nothing_runs_before_the_first_poll() {
    #[measured(max_s = 100)]
    async fn f(ran: &mut bool) {
        *ran = true;
    }
    let mut ran = false;
    drop(f(&mut ran));
    assert!(!ran);
}

#[test]
fn polled_after_completion_panics() {
    #[measured(max_s = 100)]
    async fn f() {}
    let mut future = Box::pin(f());
    assert!(once(|| poll_once(future.as_mut())).is_ready());
    catch_unwind(AssertUnwindSafe(|| poll_once(future.as_mut()))).unwrap_err();
}

#[test]
fn wakes_the_waker_it_is_polled_with() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};
    use std::task::{Context, Wake, Waker};
    struct Count(AtomicU8);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    #[measured(max_s = 100)]
    async fn f() {
        yield_now().await;
    }
    let count = Arc::new(Count(AtomicU8::new(0)));
    let waker = Waker::from(Arc::clone(&count));
    let mut future = pin!(f());
    let mut context = Context::from_waker(&waker);
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert_eq!(count.0.load(Ordering::Relaxed), 1);
    assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(()));
}

#[test]
fn auto_traits() {
    #[measured(max_s = 100)]
    async fn sendable(x: &str, y: Vec<u8>) -> usize {
        yield_now().await;
        x.len() + y.len()
    }
    fn check<T: Send + Sync + UnwindSafe>(future: T) -> T {
        future
    }
    assert_eq!(once(|| block_on(check(sendable("a", vec![1])))), 2);
}

#[test]
fn auto_traits_are_those_of_the_bare_one() {
    use std::cell::Cell;
    use std::rc::Rc;
    /// `Copy` and `Send`, not `Sync`.
    #[derive(Clone, Copy)]
    struct Handle(*const u8);
    // SAFETY: nobody reads what it points at.
    unsafe impl Send for Handle {}
    macro_rules! twins {
        ($bare:ident $annotated:ident ($($arg:ident: $ty:ty),*) $body:block) => {
            #[measured(max_s = 100)]
            async fn $annotated($($arg: $ty),*) -> usize $body
            async fn $bare($($arg: $ty),*) -> usize $body
        };
    }
    twins!(rc_bare rc(x: Rc<u8>) {
        yield_now().await;
        usize::from(*x)
    });
    twins!(rc_between_bare rc_between() {
        let x = *Rc::new(1);
        yield_now().await;
        x
    });
    twins!(shared_bare shared(x: &Cell<usize>) {
        yield_now().await;
        x.get()
    });
    twins!(mutable_bare mutable(x: &mut Vec<u8>) {
        yield_now().await;
        x.len()
    });
    twins!(boxed_bare boxed(x: Box<dyn Fn() -> usize + Send>) {
        yield_now().await;
        x()
    });
    twins!(hidden_at_first_bare hidden_at_first(x: Cell<usize>, y: &mut Cell<usize>) {
        let names = stringify!(x, y);
        yield_now().await;
        x.get() + y.get() + names.len()
    });
    twins!(handle_bare handle(x: Handle) {
        yield_now().await;
        usize::from(x.0.is_null())
    });
    twins!(handles_bare handles(x: Handle, y: Option<(u8, Handle)>, z: Vec<u8>) {
        yield_now().await;
        usize::from(x.0.is_null()) + usize::from(y.is_some()) + z.len()
    });
    // Out of a macro, the remark that one is unused would stand at another place.
    #[measured(max_s = 100)]
    #[allow(unused_variables, reason = "it is there to be ignored")]
    async fn behind_unused(x: Cell<usize>, unused: Cell<u8>) -> usize {
        yield_now().await;
        x.get()
    }
    #[allow(unused_variables, reason = "as above")]
    async fn behind_unused_bare(x: Cell<usize>, unused: Cell<u8>) -> usize {
        yield_now().await;
        x.get()
    }
    let (cell, mut list, mut other) = (Cell::new(1), vec![], vec![]);
    let new = || Cell::new(1);
    let (mut third, mut fourth) = (new(), new());
    assert_eq!(
        auto_traits!(behind_unused(Cell::new(1), Cell::new(2))),
        auto_traits!(behind_unused_bare(Cell::new(1), Cell::new(2)))
    );
    assert_eq!(
        auto_traits!(hidden_at_first(new(), &mut third)),
        auto_traits!(hidden_at_first_bare(new(), &mut fourth))
    );
    assert_eq!(
        auto_traits!(rc(Rc::new(1))),
        auto_traits!(rc_bare(Rc::new(1)))
    );
    assert_eq!(auto_traits!(rc_between()), auto_traits!(rc_between_bare()));
    assert_eq!(auto_traits!(rc_between()), [true, true, false, true]);
    assert_eq!(
        auto_traits!(shared(&cell)),
        auto_traits!(shared_bare(&cell))
    );
    assert_eq!(
        auto_traits!(mutable(&mut list)),
        auto_traits!(mutable_bare(&mut other))
    );
    assert_eq!(
        auto_traits!(boxed(Box::new(|| 1))),
        auto_traits!(boxed_bare(Box::new(|| 1)))
    );
    let null = Handle(std::ptr::null());
    assert_eq!(auto_traits!(handle(null)), auto_traits!(handle_bare(null)));
    assert!(auto_traits!(handle(null))[0]);
    assert_eq!(
        auto_traits!(handles(null, Some((1, null)), vec![])),
        auto_traits!(handles_bare(null, Some((1, null)), vec![]))
    );
    assert_eq!(once(|| block_on(rc(Rc::new(1)))), 1);
    assert_eq!(once(|| block_on(handle(null))), 1);
    assert_eq!(once(|| block_on(handles(null, None, vec![1]))), 2);
}

#[test]
fn future_is_no_larger_than_it_may_be() {
    /// What measuring may add to a future, beside the arguments that its body moves.
    const MOST_ADDED: usize = 200;
    #[measured(max_s = 100)]
    async fn small(x: &str) -> usize {
        yield_now().await;
        x.len()
    }
    async fn small_bare(x: &str) -> usize {
        yield_now().await;
        x.len()
    }
    #[measured(max_s = 100)]
    async fn large(x: [u8; 1000], y: Vec<u8>) -> usize {
        let list = [1_u8; 500];
        yield_now().await;
        let kept = y;
        yield_now().await;
        x.len() + kept.len() + list.len()
    }
    async fn large_bare(x: [u8; 1000], y: Vec<u8>) -> usize {
        let list = [1_u8; 500];
        yield_now().await;
        let kept = y;
        yield_now().await;
        x.len() + kept.len() + list.len()
    }
    let (annotated, bare) = (size_of_val(&small("a")), size_of_val(&small_bare("a")));
    assert!(annotated <= bare + MOST_ADDED, "{annotated} {bare}");
    let moved = size_of::<Vec<u8>>();
    let annotated = size_of_val(&large([0; 1000], vec![]));
    let bare = size_of_val(&large_bare([0; 1000], vec![]));
    assert!(annotated <= bare + MOST_ADDED + moved, "{annotated} {bare}");
}

#[test]
fn methods() {
    struct Client {
        sent: Vec<String>,
    }
    impl Client {
        #[measured(max_s = 100)]
        async fn send(&mut self, text: &str) -> usize {
            yield_now().await;
            self.sent.push(text.to_owned());
            self.sent.len()
        }

        #[measured(max_s = 100)]
        async fn first(&self) -> Option<&str> {
            self.sent.first().map(String::as_str)
        }

        #[measured(max_s = 100)]
        async fn close(self) -> Vec<String> {
            yield_now().await;
            self.sent
        }

        #[measured(max_s = 100)]
        async fn mutable(mut self) -> Self {
            self.sent.clear();
            self
        }

        #[measured(max_s = 100)]
        async fn pinned(self: Pin<&mut Self>) -> usize {
            self.sent.len()
        }

        #[measured(max_s = 100)]
        async fn boxed(self: Box<Self>) -> usize {
            self.sent.len()
        }

        #[measured(max_s = 100)]
        async fn shared(self: std::sync::Arc<Self>) -> usize {
            yield_now().await;
            self.sent.len()
        }
    }
    let mut client = Client { sent: vec![] };
    assert_eq!(once(|| block_on(client.send("a"))), 1);
    assert_eq!(once(|| block_on(client.first())), Some("a"));
    assert_eq!(once(|| block_on(Pin::new(&mut client).pinned())), 1);
    let client = once(|| block_on(client.mutable()));
    assert_eq!(once(|| block_on(client.close())).len(), 0);
    let client = || Client { sent: vec![] };
    assert_eq!(once(|| block_on(Box::new(client()).boxed())), 0);
    assert_eq!(once(|| block_on(std::sync::Arc::new(client()).shared())), 0);
}

#[test]
fn in_traits() {
    trait Fetch {
        async fn fetch(&self, by: u64) -> u64;

        #[measured(max_s = 100)]
        async fn twice(&self) -> u64 {
            self.fetch(1).await * 2
        }
    }
    struct Fixed(u64);
    impl Fetch for Fixed {
        #[measured(max_s = 100)]
        async fn fetch(&self, by: u64) -> u64 {
            yield_now().await;
            self.0 + by
        }
    }
    struct Bare;
    impl Fetch for Bare {
        async fn fetch(&self, by: u64) -> u64 {
            by
        }
    }
    assert_eq!(once(|| block_on(Fixed(1).fetch(1))), 2);
    assert_eq!(once(|| block_on(Bare.twice())), 2);
}

#[test]
fn in_async_trait() {
    #[async_trait::async_trait]
    trait Fetch: Sync {
        async fn fetch(&self, by: &str) -> Result<Box<dyn Display>, Box<dyn Error>>;

        #[measured(max_s = 100)]
        async fn twice(&self, mut by: u64) -> u64 {
            by *= 2;
            yield_now().await;
            by
        }
    }
    struct Fixed(u64);
    #[async_trait::async_trait]
    impl Fetch for Fixed {
        #[measured(max_s = 100)]
        async fn fetch(&self, by: &str) -> Result<Box<dyn Display>, Box<dyn Error>> {
            yield_now().await;
            if by.is_empty() {
                return Ok(Box::new(1));
            }
            Ok(Box::new(self.0 + by.len() as u64))
        }
    }
    let fixed: &dyn Fetch = &Fixed(1);
    assert_eq!(
        once(|| block_on(fixed.fetch("a"))).unwrap().to_string(),
        "2"
    );
    assert_eq!(once(|| block_on(fixed.twice(1))), 2);
}

#[test]
fn recursion_through_boxes() {
    #[measured(max_s = 100)]
    async fn sum(n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        yield_now().await;
        n + Box::pin(sum(n - 1)).await
    }
    assert_eq!(block_on(sum(50)), 1275);
}

#[test]
fn calls_of_one_task_interleave() {
    #[measured(max_s = 100)]
    async fn f(n: u8) -> u8 {
        for _ in 0..n {
            yield_now().await;
        }
        n
    }
    let (mut a, mut b) = (pin!(f(1)), pin!(f(2)));
    once(|| {
        assert!(poll_once(a.as_mut()).is_pending());
        assert!(poll_once(b.as_mut()).is_pending());
        assert_eq!(poll_once(a.as_mut()), Poll::Ready(1));
    });
    once(|| {
        assert!(poll_once(b.as_mut()).is_pending());
        assert_eq!(poll_once(b.as_mut()), Poll::Ready(2));
    });
}

#[test]
fn moves_between_threads() {
    #[measured(max_s = 100)]
    async fn f(list: Vec<u8>) -> usize {
        yield_now().await;
        list.len()
    }
    let mut future = Box::pin(f(vec![1]));
    assert!(poll_once(future.as_mut()).is_pending());
    let mut future = std::thread::spawn(move || {
        assert!(poll_once(future.as_mut()).is_ready());
        future
    })
    .join()
    .unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(future.as_mut()))).is_err());
}

#[test]
fn unsafe_async() {
    #[measured(max_s = 100)]
    async unsafe fn f(x: *const u64) -> u64 {
        // SAFETY: as asked of the caller.
        unsafe { *x }
    }
    #[measured(max_s = 100)]
    #[expect(unsafe_op_in_unsafe_fn)]
    async unsafe fn g(x: *const u64) -> u64 {
        yield_now().await;
        *x
    }
    // SAFETY: pointers from references.
    assert_eq!(once(|| block_on(unsafe { f(&3) })), 3);
    // SAFETY: pointers from references.
    assert_eq!(once(|| block_on(unsafe { g(&3) })), 3);
}

#[test]
fn items_and_inner_attributes_in_the_body() {
    #[measured(max_s = 100)]
    async fn f(x: u64) -> u64 {
        #![allow(unused_variables)]
        const ONE: u64 = 1;
        let unused = 1;
        async fn inner(x: u64) -> u64 {
            x + ONE
        }
        inner(x).await
    }
    assert_eq!(once(|| block_on(f(1))), 2);
}

#[test]
fn async_blocks_and_closures_in_the_body() {
    #[measured(max_s = 100)]
    async fn f(x: u64) -> u64 {
        let block = async {
            yield_now().await;
            x + 1
        };
        let closure = async |y: u64| y + x;
        block.await + closure(1).await
    }
    assert_eq!(once(|| block_on(f(1))), 4);
}

#[test]
fn parameters_named_like_ours() {
    #[measured(max_s = 100)]
    async fn f(__perf_future: u64, __perf_guard: &str) -> u64 {
        yield_now().await;
        __perf_future + __perf_guard.len() as u64
    }
    assert_eq!(once(|| block_on(f(1, "a"))), 2);
}

#[test]
fn anonymous_and_named_lifetimes() {
    struct Parser<'a>(&'a str);
    impl<'a> Parser<'a> {
        #[measured(max_s = 100)]
        async fn rest(&mut self, _by: &str) -> &'a str {
            let (first, rest) = self.0.split_at(1);
            self.0 = rest;
            first
        }
    }
    let text = String::from("ab");
    let first = {
        let mut parser = Parser(&text);
        once(|| block_on(parser.rest(&String::new())))
    };
    assert_eq!(first, "a");
}

#[test]
fn out_of_fragments() {
    macro_rules! function {
        ($name:ident, $arg:ident: $ty:ty => $body:block) => {
            #[measured(max_s = 100)]
            async fn $name($arg: $ty) -> $ty $body
        };
    }
    function!(f, x: Vec<u8> => {
        yield_now().await;
        x
    });
    assert_eq!(once(|| block_on(f(vec![1]))), [1]);
}

#[test]
fn hygienic_names_stay_apart() {
    macro_rules! function {
        ($name:ident, $x:ident) => {
            #[measured(max_s = 100)]
            async fn $name(mut $x: &str) -> usize {
                let x = String::from("longer");
                let y = $x.len();
                $x = &x;
                yield_now().await;
                $x.len() + y
            }
        };
    }
    function!(f, x);
    assert_eq!(once(|| block_on(f("a"))), 7);
}

#[test]
fn conditionally_moved_argument_is_moved() {
    #[measured(max_s = 100)]
    async fn f(text: String, take: bool) -> usize {
        yield_now().await;
        if take {
            return text.into_bytes().len();
        }
        0
    }
    assert_eq!(once(|| block_on(f(String::from("a"), true))), 1);
    assert_eq!(once(|| block_on(f(String::from("a"), false))), 0);
}
