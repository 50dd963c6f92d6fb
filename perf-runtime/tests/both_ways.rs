//! What compiles without the feature `monitoring` does so with it, and the other way round.

use std::future::{Future, ready};
use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use perf_runtime::{Carried, WorkflowHandle, phase, workflow, workflow_guard, workflow_handle};

/// As executors keep them.
struct Task<F>(Carried<F>);

#[test]
fn a_task_can_name_the_future_that_is_carried() {
    let task = workflow("carried", || Task(workflow_handle().carry(ready(7))));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(pin!(task.0).poll(&mut context), Poll::Ready(7));
}

#[test]
fn guards_handles_and_futures_that_hold_them_are_unwind_safe() {
    fn check<T: UnwindSafe>(_: T) {}
    fn check_shared<T: UnwindSafe + RefUnwindSafe>(_: T) {}
    let handle = workflow("caught", workflow_handle);
    assert_eq!(catch_unwind(|| handle.run(|| 7)).ok(), Some(7));
    check_shared(WorkflowHandle::default());
    check_shared(handle.enter());
    check_shared(workflow_guard("checked"));
    check(handle.carry(ready(7)));
    check(async {
        phase!("over an await");
        ready(()).await;
    });
    check(async {
        let _held = workflow_guard("over an await");
        ready(()).await;
    });
}
