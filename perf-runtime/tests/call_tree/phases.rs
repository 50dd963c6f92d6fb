//! Which phase ends where another one of its function begins.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use perf_runtime::record::{Distribution, snapshot};
use perf_runtime::{phase, workflow, workflow_async};

use crate::support::{Yields, last, node};

#[test]
fn a_recursive_call_leaves_the_phase_of_its_caller_open() {
    fn descend(depth: u32) {
        phase!("on the way down");
        if depth > 0 {
            descend(depth - 1);
        }
        phase!("on the way up");
    }
    workflow("recursive phases", || descend(1));
    let tree = snapshot().tree;
    let down = ["recursive phases", "on the way down"];
    assert_eq!(node(&tree, &down).calls, 1);
    for below in ["on the way down", "on the way up"] {
        assert_eq!(node(&tree, &[down[0], down[1], below]).calls, 1);
    }
    assert_eq!(node(&tree, &["recursive phases", "on the way up"]).calls, 1);
}

/// Polls both in turns; ready when both are.
struct Both<F>([Option<Pin<Box<F>>>; 2]);

impl<F: Future<Output = ()>> Future for Both<F> {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        for half in &mut self.0 {
            if let Some(future) = half
                && future.as_mut().poll(context).is_ready()
            {
                *half = None;
            }
        }
        match self.0 {
            [None, None] => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }
}

/// How long a phase took that is named so.
fn times_of(name: &str) -> Distribution {
    let snapshot = snapshot();
    let mut sites = snapshot.sites.into_iter();
    let site = sites
        .find(|site| last(&site.site.path()) == name)
        .expect("it was called");
    site.contexts[0].wall.clone()
}

#[test]
fn a_task_leaves_the_phases_of_another_one_open() {
    const NAP: Duration = Duration::from_millis(20);
    async fn fetch() {
        phase!("asked");
        Yields(1).await;
        phase!("answered");
        Yields(3).await;
    }
    let both = Both([(); 2].map(|()| Some(Box::pin(fetch()))));
    let mut run = pin!(workflow_async("two tasks", both));
    let mut context = Context::from_waker(Waker::noop());
    while run.as_mut().poll(&mut context).is_pending() {
        thread::sleep(NAP);
    }
    let (asked, answered) = (times_of("asked"), times_of("answered"));
    assert_eq!((asked.count(), answered.count()), (2, 2));
    // A nap may seem shorter by what a clock does not resolve.
    let least = 0.9 * NAP.as_nanos() as f64;
    assert!(asked.min >= least, "{asked:?}");
    // One nap against three.
    assert!(asked.max < answered.min, "{asked:?} {answered:?}");
}
