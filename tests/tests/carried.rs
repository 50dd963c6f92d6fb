//! Workflows carried into the threads of `rayon` and the tasks of `tokio`: every call stands where its work was asked for.
#![cfg(feature = "monitoring")]

use std::time::Duration;

use perf_runtime::record::{CallTree, TreeNode, snapshot};
use perf_runtime::{monitored_workflow, perf_budget, workflow, workflow_async, workflow_handle};
use rayon::prelude::*;

#[perf_budget(max_s = 10)]
fn square(x: u64) -> u64 {
    x * x
}

#[perf_budget(max_s = 10)]
async fn fetch(x: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(5)).await;
    square(x)
}

/// Names from the top down.
fn path(tree: &CallTree, node: &TreeNode) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        let path = &tree.sites[node.site].path;
        names.push(path.rsplit(['/', ':']).next().unwrap_or(path).to_owned());
        at = node.parent.map(|parent| &tree.nodes[parent]);
    }
    names.reverse();
    names
}

fn node<'a>(tree: &'a CallTree, wanted: &[&str]) -> &'a TreeNode {
    let mut nodes = tree.nodes.iter();
    let found = nodes.find(|node| path(tree, node) == wanted);
    found.unwrap_or_else(|| panic!("{wanted:?} is not in the tree"))
}

#[monitored_workflow(name = "parallel sum", max_s = 100)]
fn parallel_sum(numbers: &[u64]) -> u64 {
    perf_runtime::phase!("squares");
    let handle = workflow_handle();
    let squares = numbers.par_iter().map(|x| handle.run(|| square(*x)));
    squares.sum()
}

#[test]
fn rayon_works_for_the_phase_that_asked() {
    const RUNS: u64 = 3;
    let numbers: Vec<u64> = (0..5000).collect();
    for _ in 0..RUNS {
        assert_eq!(parallel_sum(&numbers), numbers.iter().map(|x| x * x).sum());
    }
    let tree = snapshot().tree;
    let squares = node(&tree, &["parallel sum", "squares", "square"]);
    assert_eq!(squares.calls, RUNS * 5000);
    assert_eq!(node(&tree, &["parallel sum", "squares"]).calls, RUNS);
    assert_eq!(tree.calls_without_node, 0);
}

#[test]
fn rayons_own_recursion_does_not_deepen_the_tree() {
    fn sum(numbers: &[u64]) -> u64 {
        let handle = workflow_handle();
        match numbers {
            [one] => square(*one),
            _ => {
                let (left, right) = numbers.split_at(numbers.len() / 2);
                let (a, b) = rayon::join(|| handle.run(|| sum(left)), || handle.run(|| sum(right)));
                a + b
            }
        }
    }
    let numbers: Vec<u64> = (0..256).collect();
    workflow("divided", || sum(&numbers));
    let tree = snapshot().tree;
    assert_eq!(node(&tree, &["divided", "square"]).calls, 256);
}

#[test]
fn tokio_tasks_work_for_the_workflow_that_spawned_them() {
    const TASKS: u64 = 50;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    let service = workflow_async("service", async {
        let handle = workflow_handle();
        let tasks: Vec<_> = (0..TASKS)
            .map(|x| tokio::spawn(handle.carry(fetch(x))))
            .collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await.unwrap();
        }
        sum
    });
    let sum = runtime.block_on(async { tokio::spawn(service).await.unwrap() });
    assert_eq!(sum, (0..TASKS).map(|x| x * x).sum());
    drop(runtime);
    let tree = snapshot().tree;
    assert_eq!(node(&tree, &["service"]).calls, 1);
    let fetched = node(&tree, &["service", "fetch"]);
    assert_eq!(fetched.calls, TASKS);
    assert!(fetched.idle_ns >= TASKS as f64 * 4e6, "{}", fetched.idle_ns);
    assert!(
        fetched.inclusive_ns < fetched.idle_ns,
        "busy is not elapsed"
    );
    assert_eq!(node(&tree, &["service", "fetch", "square"]).calls, TASKS);
}
