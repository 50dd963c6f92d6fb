//! Where the time of the analyses went, from the call tree of this process.

use inferno::flamegraph::{self, Options};
use perf_runtime::record::snapshot;
use perf_runtime::sink::{chrome, folded, timeline};

/// Names and contents of the files.
pub(super) fn files() -> Result<Vec<(&'static str, String)>, Box<dyn std::error::Error>> {
    let tree = snapshot().tree;
    let mut files = Vec::new();
    let stacks = folded::write(&tree);
    if !stacks.is_empty() {
        files.push(("flamegraph.svg", flame_graph(&stacks)?));
    }
    if let Some(picture) = timeline::write(&tree, "xpcs: the analyses, call by call") {
        files.push(("timeline.svg", picture));
    }
    files.push(("trace.json", chrome::write(&tree, std::process::id())?));
    Ok(files)
}

/// A stack with the last two segments of every path: what fits into a frame.
fn short(stack: &str) -> String {
    let frame = |frame: &str| {
        let mut ends = frame.rmatch_indices("::").map(|(at, _)| at + "::".len());
        frame[ends.nth(1).unwrap_or_default()..].to_owned()
    };
    let frames: Vec<String> = stack.split(';').map(frame).collect();
    frames.join(";")
}

fn flame_graph(stacks: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut options = Options::default();
    options.title = "xpcs: where the time went".to_owned();
    options.count_name = "µs".to_owned();
    // The same picture for the same stacks.
    options.deterministic = true;
    let mut picture = Vec::new();
    let lines: Vec<String> = stacks.lines().map(short).collect();
    flamegraph::from_lines(&mut options, lines.iter().map(String::as_str), &mut picture)?;
    Ok(String::from_utf8(picture)?)
}
