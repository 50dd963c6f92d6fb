//! Names made of data fill the table of names for the whole process, which therefore has no other test.
#![cfg(feature = "monitoring")]

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::snapshot;
use perf_runtime::workflow;
use private::{Identity, Kind, SiteInfo};

#[test]
fn names_made_of_data_are_bounded_and_lose_no_call() {
    const NAMES: u64 = 6000;
    for number in 0..NAMES {
        workflow(&format!("name {number}"), || {
            let _guard = private::enter_time(private::site!(SiteInfo::new(
                Kind::Function,
                "common",
                line!(),
                1,
                private::place!(),
                &[],
                Identity::new("common", "", &[], 10.0, 50.0)
            )));
        });
    }
    let tree = snapshot().tree;
    let common = tree
        .nodes
        .iter()
        .filter(|node| tree.sites[node.site].path.ends_with("common"));
    assert_eq!(common.map(|node| node.calls).sum::<u64>(), NAMES);
    assert!(tree.nodes.len() < 2 * 5000, "{}", tree.nodes.len());
}
