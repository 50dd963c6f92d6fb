//! A user of edition 2021: temporaries of a tail expression outlive the locals.
#![deny(warnings)]
#![forbid(unsafe_code)]

use perf_runtime::{monitored_workflow, perf_budget};
use std::cell::RefCell;

/// Writes its name when it is dropped.
pub struct Dropped<'a>(pub &'static str, pub &'a RefCell<Vec<&'static str>>);

impl Dropped<'_> {
    #[perf_budget(max_s = 5.0)]
    pub fn name(&self) -> &'static str {
        self.0
    }
}

impl Drop for Dropped<'_> {
    #[perf_budget(max_s = 5.0)]
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

#[perf_budget(max_s = 5.0)]
pub fn tail(log: &RefCell<Vec<&'static str>>) -> usize {
    let _local = Dropped("local", log);
    Dropped("temporary", log).name().len()
}

#[perf_budget(max_busy_s = 5.0)]
pub async fn async_tail(log: &RefCell<Vec<&'static str>>) -> usize {
    let _local = Dropped("local", log);
    Dropped("temporary", log).name().len()
}

#[monitored_workflow(max_s = 5.0)]
pub fn if_let(log: &RefCell<Vec<&'static str>>) -> bool {
    if let Some("x") = Some(Dropped("scrutinee", log).name()) {
        true
    } else {
        log.borrow_mut().push("else");
        false
    }
}

/// Where the type of what never comes falls back to `()`.
#[perf_budget(max_s = 5.0)]
pub async fn never(reason: &str) -> ! {
    panic!("{reason}")
}

#[monitored_workflow(max_s = 5.0)]
pub async fn never_again(reason: String) -> ! {
    never(&reason).await
}

/// The tail borrows an argument that is bound again inside.
#[perf_budget(max_s = 5.0)]
pub async fn counted(mut pair: (&str, RefCell<usize>)) -> usize {
    pair.0 = "text";
    *pair.1.borrow() + pair.0.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporaries_drop_as_in_this_edition() {
        let log = RefCell::default();
        assert_eq!(tail(&log), 9);
        assert_eq!(log.take(), ["local", "temporary"]);
        assert_eq!(block_on(async_tail(&log)), 9);
        assert_eq!(log.take(), ["local", "temporary"]);
        assert!(!if_let(&log));
        assert_eq!(log.take(), ["else", "scrutinee"]);
    }

    #[test]
    fn futures_of_every_kind() {
        let ended = std::panic::catch_unwind(|| block_on(never_again("over".to_owned())));
        let payload = ended.unwrap_err();
        assert_eq!(payload.downcast_ref::<String>().unwrap(), "over");
        assert_eq!(block_on(counted(("", RefCell::new(1)))), 5);
    }

    fn block_on<T>(future: impl std::future::Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match Box::pin(future).as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => unreachable!("nothing here waits"),
        }
    }
}
