//! Texts that turn the direction of writing, clear a screen, or show nothing.
use perf_runtime::monitored_workflow;

#[monitored_workflow(owner = "team \u{202e}eno", tags("fast", "\u{1b}[2J", "\u{200b}"))]
fn measured() {}

fn main() {
    measured();
}
