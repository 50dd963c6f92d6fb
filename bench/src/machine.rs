//! What the table was measured on.

use std::process::Command;

/// The processor's name, as it gives it itself.
fn processor() -> String {
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(": "))
        .map_or("unknown", |(_, value)| value)
        .to_owned()
}

/// The same as a file name: letters, digits and dashes.
pub(crate) fn file_stem() -> String {
    let words = processor().to_lowercase();
    let words = words
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !["", "r", "tm", "processor", "cpu"].contains(word));
    words.collect::<Vec<_>>().join("-")
}

/// Processor, number of processors, load, compiler and date, a line each.
pub(crate) fn lines() -> Vec<String> {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    vec![
        format!(
            "Processor: {}, {processors} usable, load average {} at the end.",
            processor(),
            load.split_whitespace().next().unwrap_or("unknown")
        ),
        format!("Compiler: {}.", said_by(&rustc(), &["--version"])),
        format!(
            "Date: {} (UTC).",
            said_by("date", &["-u", "+%Y-%m-%d %H:%M"])
        ),
    ]
}

/// The compiler, as cargo names it where it matters.
fn rustc() -> String {
    std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
