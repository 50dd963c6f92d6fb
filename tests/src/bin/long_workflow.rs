//! A workflow that lasts long enough for a live line.

use std::time::Duration;

use perf_runtime::{monitored_workflow, phase};

#[monitored_workflow(name = "long_analysis", max_s = 60)]
fn analyse() {
    phase!("load");
    phase!("fit");
    std::thread::sleep(Duration::from_millis(1800));
}

fn main() {
    analyse();
}
