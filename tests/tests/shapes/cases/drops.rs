//! What is dropped when: arguments, locals and temporaries of the tail.

use super::{measured, once};
use crate::support::{Log, Noisy};

#[test]
fn locals_before_arguments() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, _first: Noisy<'a>, _: Noisy<'a>, _last: Noisy<'a>) {
        let _a = log.value("a");
        let _b = log.value("b");
        log.note("end");
    }
    let log = Log::default();
    once(|| f(&log, log.value("first"), log.value("_"), log.value("last")));
    assert_eq!(log.taken(), "end b a last _ first");
}

#[test]
fn temporaries_of_the_tail() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, _argument: Noisy<'a>) -> String {
        let _local = log.value("local");
        log.value("temporary").number().to_string()
    }
    let log = Log::default();
    assert_eq!(once(|| f(&log, log.value("argument"))), "9");
    assert_eq!(log.taken(), "temporary local argument");
}

#[test]
fn temporaries_of_a_scalar_tail() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, _argument: Noisy<'a>) -> usize {
        let _local = log.value("local");
        log.value("temporary").same().number()
    }
    let log = Log::default();
    assert_eq!(once(|| f(&log, log.value("argument"))), 9);
    assert_eq!(log.taken(), "temporary local argument");
}

#[test]
fn temporaries_of_a_match_in_the_tail() {
    #[measured(max_s = 100)]
    fn f(log: &Log) -> u64 {
        let _local = log.value("local");
        match log.value("temporary").number() {
            9 => {
                log.note("arm");
                1
            }
            _ => 2,
        }
    }
    let log = Log::default();
    assert_eq!(once(|| f(&log)), 1);
    assert_eq!(log.taken(), "arm temporary local");
}

#[test]
fn temporaries_of_a_tail_behind_items() {
    #[measured(max_s = 100)]
    fn f(log: &Log) -> usize {
        const ONE: usize = 1;
        let _local = log.value("local");
        log.value("temporary").number() + ONE
    }
    let log = Log::default();
    assert_eq!(once(|| f(&log)), 10);
    assert_eq!(log.taken(), "temporary local");
}

#[test]
fn moved_and_forgotten_arguments() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &Log, moved: Noisy<'a>, kept: Noisy<'a>) -> Noisy<'a> {
        drop(moved);
        log.note("between");
        kept
    }
    let log = Log::default();
    drop(once(|| f(&log, log.value("moved"), log.value("kept"))));
    assert_eq!(log.taken(), "moved between kept");
}

#[test]
fn conditionally_moved_arguments() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &Log, first: Noisy<'a>, _second: Noisy<'a>, take: bool) {
        if take {
            drop(first);
        }
        log.note("end");
    }
    let log = Log::default();
    once(|| f(&log, log.value("first"), log.value("second"), false));
    assert_eq!(log.taken(), "end second first");
    once(|| f(&log, log.value("first"), log.value("second"), true));
    assert_eq!(log.taken(), "first end second");
}

#[test]
fn early_return_and_question_mark() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, _argument: Noisy<'a>, fail: bool) -> Result<(), ()> {
        let _a = log.value("a");
        if fail {
            Err(())?;
        }
        let _b = log.value("b");
        Ok(())
    }
    let log = Log::default();
    once(|| f(&log, log.value("argument"), true)).unwrap_err();
    assert_eq!(log.taken(), "a argument");
    once(|| f(&log, log.value("argument"), false)).unwrap();
    assert_eq!(log.taken(), "b a argument");
}

#[test]
fn panic() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &'a Log, _argument: Noisy<'a>) -> u64 {
        let _local = log.value("local");
        std::panic::resume_unwind(Box::new(()))
    }
    let log = Log::default();
    let call = std::panic::AssertUnwindSafe(|| f(&log, log.value("argument")));
    once(|| std::panic::catch_unwind(call)).unwrap_err();
    assert_eq!(log.taken(), "local argument");
}

#[test]
fn patterns_that_leave_parts_behind() {
    #[measured(max_s = 100)]
    fn f<'a>(log: &Log, (_a, _): (Noisy<'a>, Noisy<'a>)) {
        log.note("end");
    }
    let log = Log::default();
    once(|| f(&log, (log.value("a"), log.value("b"))));
    assert_eq!(log.taken(), "end a b");
}

#[test]
fn receiver() {
    struct Owner<'a>(Noisy<'a>);
    impl<'a> Owner<'a> {
        #[measured(max_s = 100)]
        fn consume(self, log: &'a Log, _argument: Noisy<'a>) -> usize {
            let _local = log.value("local");
            self.0.number()
        }
    }
    let log = Log::default();
    let owner = Owner(log.value("self"));
    assert_eq!(once(|| owner.consume(&log, log.value("argument"))), 4);
    assert_eq!(log.taken(), "local argument self");
}

#[test]
fn borrow_of_a_local_in_the_tail() {
    use std::cell::RefCell;
    #[measured(max_s = 100)]
    fn f() -> usize {
        let cell = RefCell::new(vec![1, 2]);
        cell.borrow().len()
    }
    assert_eq!(once(f), 2);
}

#[test]
fn if_let_scrutinee() {
    #[measured(max_s = 100)]
    fn f(log: &Log) {
        if let 0 = log.value("scrutinee").number() {
            log.note("then");
        } else {
            log.note("else");
        }
    }
    let log = Log::default();
    once(|| f(&log));
    assert_eq!(log.taken(), "scrutinee else");
}
