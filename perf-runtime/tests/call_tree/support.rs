//! What the tests share: functions made by hand, and ways to find them in a tree.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use perf_runtime::record::{CallTree, TreeNode, WorkflowRuns};

/// What the attribute expands to, by hand: the macro crate has tests of its own.
macro_rules! site {
    ($name:literal) => {
        perf_runtime::__private_0_1::site!(perf_runtime::__private_0_1::SiteInfo::new(
            perf_runtime::__private_0_1::Kind::Function,
            $name,
            line!(),
            1,
            perf_runtime::__private_0_1::place!(),
            &[],
            perf_runtime::__private_0_1::Identity::new($name, "", &[], 10.0, 50.0)
        ))
    };
}

pub(crate) use site;

/// A measured function that calls others.
macro_rules! function {
    ($name:literal, $($body:tt)*) => {{
        let _guard = perf_runtime::__private_0_1::enter_time($crate::support::site!($name));
        $($body)*
    }};
}

pub(crate) use function;

/// The last part of a site's name.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit(['/', ':']).next().unwrap_or(path)
}

/// The one node at the end of `path`, names from the top down.
pub(crate) fn node<'a>(tree: &'a CallTree, path: &[&str]) -> &'a TreeNode {
    let named = |node: &TreeNode, name: &str| last(&tree.sites[node.site].path) == name;
    let ends_here = |node: &&TreeNode| {
        let mut at = Some(*node);
        for name in path.iter().rev() {
            let Some(here) = at.filter(|here| named(here, name)) else {
                return false;
            };
            at = here.parent.map(|parent| &tree.nodes[parent]);
        }
        at.is_none()
    };
    let found: Vec<&TreeNode> = tree.nodes.iter().filter(ends_here).collect();
    assert_eq!(found.len(), 1, "{path:?} is there {} times", found.len());
    found[0]
}

pub(crate) fn runs(tree: &CallTree, name: &str) -> WorkflowRuns {
    let mut runs = tree.runs.iter();
    *runs
        .find(|runs| tree.sites[runs.site].path == name)
        .unwrap_or_else(|| panic!("no runs of {name}"))
}

/// Works for about so many microseconds of CPU time.
pub(crate) fn spin(microseconds: u64) {
    let start = std::time::Instant::now();
    while start.elapsed() < Duration::from_micros(microseconds) {
        std::hint::spin_loop();
    }
}

pub(crate) fn leaf() {
    function!("leaf", spin(200));
}

/// Ready at the poll after `pending` others.
pub(crate) struct Yields(pub(crate) u32);

impl Future for Yields {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 = match self.0.checked_sub(1) {
            None => return Poll::Ready(()),
            Some(left) => left,
        };
        Poll::Pending
    }
}
